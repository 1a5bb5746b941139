import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { createHash } from "node:crypto";
import { idKey, isResourceId } from "./ids.ts";
import { frozen } from "./values.ts";
import type { ProvisioningState, Resource } from "./model.ts";
import { UserError } from "../../config/userError.ts";
import { allTexts, type Properties } from "../../lib/properties.ts";

interface Row {
  key: string;
  id: string;
  arm: string;
  name: string;
  location: string | null;
  inputs: string;
  outputs: string;
  facts: string;
  state: string;
  until: number;
}

function parsed(text: string): Properties {
  return frozen(JSON.parse(text) as Properties);
}

function resourceOf(row: Row): Resource {
  return Object.freeze({
    id: row.id,
    arm: row.arm,
    name: row.name,
    location: row.location ?? undefined,
    inputs: parsed(row.inputs),
    outputs: parsed(row.outputs),
    facts: parsed(row.facts),
    state: row.state as ProvisioningState,
    until: row.until,
  });
}

/**
 * The subscription on disk. Every write is committed before it returns, so that a killed process loses nothing that
 * Azure would have kept.
 *
 * Rules ask about all resources of a type at nearly every request. What was read once is kept until somebody writes it, so that a
 * subscription of many stamps answers as fast as one of two; nothing that is handed out can be changed.
 */
export class Store {
  private readonly database: DatabaseSync;
  private readonly resources = new Map<string, Resource>();
  private readonly types = new Map<string, readonly Resource[]>();
  private readonly versionOfOthers: StatementSync;
  private version: unknown;

  /**
   * @param file path of the database, or `:memory:`.
   * @throws UserError for a file that is no database.
   */
  constructor(file: string) {
    if (file !== ":memory:") mkdirSync(path.dirname(file), { recursive: true });
    try {
      this.database = new DatabaseSync(file);
      this.prepare();
      this.versionOfOthers = this.database.prepare("PRAGMA data_version");
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR")) throw error;
      throw new UserError({
        file: path.basename(file),
        problem: `The local subscription cannot be read (${error.message}).`,
        remedy: `Delete ${path.dirname(file)}, and the rehearsal begins anew; nothing else is kept there.`,
      });
    }
  }

  private prepare(): void {
    this.database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS resources (
        key TEXT PRIMARY KEY, id TEXT NOT NULL, arm TEXT NOT NULL, name TEXT NOT NULL, location TEXT,
        inputs TEXT NOT NULL, outputs TEXT NOT NULL, facts TEXT NOT NULL, state TEXT NOT NULL, until REAL NOT NULL);
      CREATE INDEX IF NOT EXISTS by_type_and_key ON resources (arm COLLATE NOCASE, key);
      CREATE TABLE IF NOT EXISTS refers (key TEXT NOT NULL, target TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS by_target ON refers (target);
      CREATE INDEX IF NOT EXISTS by_referrer ON refers (key);
      CREATE TABLE IF NOT EXISTS soft_deleted (arm TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (arm, name));
      CREATE TABLE IF NOT EXISTS operations (
        number INTEGER PRIMARY KEY, urn TEXT NOT NULL, operation TEXT NOT NULL, id TEXT NOT NULL, started REAL NOT NULL, ended REAL);
      CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    `);
  }

  close(): void {
    this.database.close();
  }

  meta(name: string, initial: () => string): string {
    const row = this.database.prepare("SELECT value FROM meta WHERE name = ?").get(name) as
      { value: string } | undefined;
    if (row) return row.value;
    const value = initial();
    this.setMeta(name, value);
    return value;
  }

  setMeta(name: string, value: string): void {
    this.database
      .prepare(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      )
      .run(name, value);
  }

  forgetMeta(name: string): void {
    this.database.prepare("DELETE FROM meta WHERE name = ?").run(name);
  }

  /** A stable GUID per subscription and seed. */
  guid(seed: string): string {
    const salt = this.meta("salt", () =>
      createHash("sha256").update(String(process.hrtime.bigint())).digest("hex"),
    );
    const hex = createHash("sha256").update(`${salt}/${seed}`).digest("hex");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  }

  get(id: string): Resource | undefined {
    this.forgetWhatOthersWrote();
    return this.byKey(idKey(id));
  }

  all(): Resource[] {
    return this.read("SELECT * FROM resources ORDER BY key");
  }

  ofType(arm: string): readonly Resource[] {
    this.forgetWhatOthersWrote();
    const known = this.types.get(arm.toLowerCase());
    if (known) return known;
    const rows = this.database
      .prepare("SELECT key FROM resources WHERE arm = ? COLLATE NOCASE ORDER BY key")
      .all(arm) as unknown as Pick<Row, "key">[];
    const found = Object.freeze(rows.flatMap(({ key }) => this.byKey(key) ?? []));
    this.types.set(arm.toLowerCase(), found);
    return found;
  }

  below(id: string): Resource[] {
    const prefix = `${idKey(id)}/`;
    return this.read(
      "SELECT * FROM resources WHERE key >= ? AND key < ? ORDER BY key",
      prefix,
      `${prefix}\uffff`,
    );
  }

  referring(id: string): Resource[] {
    return this.read(
      "SELECT r.* FROM refers f JOIN resources r ON r.key = f.key WHERE f.target = ? AND f.key <> ? ORDER BY r.key",
      idKey(id),
      idKey(id),
    );
  }

  private read(sql: string, ...values: string[]): Resource[] {
    this.forgetWhatOthersWrote();
    const rows = this.database.prepare(sql).all(...values) as unknown as Row[];
    return rows.map((row) => this.resource(row));
  }

  private byKey(key: string): Resource | undefined {
    const known = this.resources.get(key);
    if (known) return known;
    const row = this.database.prepare("SELECT * FROM resources WHERE key = ?").get(key) as Row | undefined;
    return row && this.resource(row);
  }

  private resource(row: Row): Resource {
    const known = this.resources.get(row.key);
    if (known) return known;
    const resource = resourceOf(row);
    this.resources.set(row.key, resource);
    return resource;
  }

  /** A command line may write what it asks for while the local Azure runs; SQLite tells that another connection has. */
  private forgetWhatOthersWrote(): void {
    const { data_version: version } = this.versionOfOthers.get() as { data_version: number };
    if (version !== this.version) {
      this.resources.clear();
      this.types.clear();
    }
    this.version = version;
  }

  private forget(key: string, arm: string): void {
    this.resources.delete(key);
    this.types.delete(arm.toLowerCase());
  }

  put(resource: Resource): void {
    const key = idKey(resource.id);
    this.transaction(() => {
      this.database
        .prepare("INSERT OR REPLACE INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .run(
          key,
          resource.id,
          resource.arm,
          resource.name,
          resource.location ?? null,
          JSON.stringify(resource.inputs),
          JSON.stringify(resource.outputs),
          JSON.stringify(resource.facts),
          resource.state,
          resource.until,
        );
      this.database.prepare("DELETE FROM refers WHERE key = ?").run(key);
      const insert = this.database.prepare("INSERT INTO refers VALUES (?, ?)");
      const targets = allTexts(resource.inputs).map((found) => found.text);
      for (const target of new Set(targets.filter(isResourceId).map(idKey))) {
        // What is attached to a resource, such as a lock or a diagnostic setting, names it without using it.
        if (!key.startsWith(`${target}/`)) insert.run(key, target);
      }
    });
    this.forget(key, resource.arm);
  }

  remove(id: string): void {
    const key = idKey(id);
    const known = this.get(id);
    this.transaction(() => {
      this.database.prepare("DELETE FROM resources WHERE key = ?").run(key);
      this.database.prepare("DELETE FROM refers WHERE key = ?").run(key);
    });
    if (known) this.forget(key, known.arm);
  }

  isSoftDeleted(arm: string, name: string): boolean {
    return (
      this.database
        .prepare("SELECT 1 FROM soft_deleted WHERE arm = ? AND name = ?")
        .get(arm.toLowerCase(), name.toLowerCase()) !== undefined
    );
  }

  softDelete(resource: Resource): void {
    this.database
      .prepare("INSERT OR REPLACE INTO soft_deleted VALUES (?, ?, ?)")
      .run(resource.arm.toLowerCase(), resource.name.toLowerCase(), resource.id);
  }

  /** Gives a name free that something deleted has held. */
  purge(arm: string, name: string): void {
    this.database
      .prepare("DELETE FROM soft_deleted WHERE arm = ? AND name = ?")
      .run(arm.toLowerCase(), name.toLowerCase());
  }

  softDeleted(): { arm: string; name: string; id: string }[] {
    return this.database.prepare("SELECT * FROM soft_deleted ORDER BY id").all() as unknown as {
      arm: string;
      name: string;
      id: string;
    }[];
  }

  /** Notes the start of an operation for the timeline; returns its number. */
  started(urn: string, operation: string, id: string, at: number): number {
    const result = this.database
      .prepare("INSERT INTO operations (urn, operation, id, started) VALUES (?, ?, ?, ?)")
      .run(urn, operation, id, at);
    return Number(result.lastInsertRowid);
  }

  ended(number: number, at: number): void {
    this.database.prepare("UPDATE operations SET ended = ? WHERE number = ?").run(at, number);
  }

  operationsSince(
    number: number,
  ): { number: number; urn: string; operation: string; id: string; started: number; ended: number | null }[] {
    const rows = this.database
      .prepare("SELECT * FROM operations WHERE number > ? ORDER BY number")
      .all(number);
    return rows as unknown as ReturnType<Store["operationsSince"]>;
  }

  private transaction(work: () => void): void {
    this.database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.database.exec("COMMIT");
    } catch (error) {
      this.database.exec("ROLLBACK");
      throw error;
    }
  }
}
