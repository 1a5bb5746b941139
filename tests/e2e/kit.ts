/** Driving the command line as a user does, in a throw-away copy of the project. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, readdirSync, rmSync } from "node:fs";
import * as path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { notByPrograms } from "../../chaos/checks.ts";
import { ensureEngine } from "../../rehearsal/engine/pulumi.ts";
import { processesBelow } from "../../rehearsal/processes.ts";
import { copyProject, type ProjectCopy } from "../../rehearsal/projectCopy.ts";

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Summary {
  readonly ok: boolean;
  readonly simulatedMinutes: number;
  readonly notes?: readonly string[];
  readonly stacks: readonly {
    readonly stack: string;
    readonly outcome: string;
    readonly changes: Readonly<Record<string, number>>;
    readonly resources: number;
    readonly errors: readonly string[];
    readonly recovered: readonly string[];
  }[];
}

/** Why the engine's tests cannot run here, or undefined. */
export async function engineMissing(): Promise<string | undefined> {
  const engine = await ensureEngine({ choice: "auto", report: () => undefined });
  return engine.kind === "in-process" ? engine.reason : undefined;
}

export class Project {
  readonly root: string;
  private readonly copy: ProjectCopy;

  /**
   * A copy with that many stamps.
   *
   * @param options operations: false leaves out the operations networks, each of which takes as long as a stamp.
   */
  constructor(stamps: number, { operations = true }: { readonly operations?: boolean } = {}) {
    this.copy = copyProject(stamps);
    this.root = this.copy.root;
    if (operations) return;
    for (const file of this.stackFiles.filter((name) => name.includes(".ops-")))
      rmSync(path.join(this.root, file));
  }

  /** Ends the local Azure, where it runs. */
  stop(): void {
    if (existsSync(path.join(this.root, ".rehearsal", "azure.json")))
      this.bulkhead("env", "--local", "--stop");
  }

  remove(): void {
    this.stop();
    this.copy.remove();
  }

  get stackFiles(): string[] {
    return readdirSync(this.root).filter((name) => /^Pulumi\..+\.yaml$/.test(name));
  }

  bulkhead(...args: string[]): Ran {
    const ran = spawnSync(process.execPath, [path.join(this.root, "cli", "bulkhead.js"), ...args], {
      cwd: this.root,
      encoding: "utf8",
    });
    return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
  }

  /** As bulkhead(), while this process goes on: who holds a lock has to show signs of life. */
  async inBackground(...args: string[]): Promise<Ran> {
    const child = spawn(process.execPath, [path.join(this.root, "cli", "bulkhead.js"), ...args], {
      cwd: this.root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve) => child.on("close", resolve)),
    ]);
    return { code, stdout, stderr };
  }

  /** A verb with --local --json; the parsed summary. */
  local(verb: string, ...args: string[]): Ran & { summary: Summary } {
    return withSummary(verb, this.bulkhead(verb, "--local", "--json", ...args));
  }

  /** Who answers a path at the edge. */
  answers(path: string): string {
    const [route] = JSON.parse(this.bulkhead("route", path, "--local", "--json").stdout) as {
      text: string;
    }[];
    return route?.text ?? "";
  }

  /** A shell in which `bulkhead env --local` was evaluated. */
  shell(script: string): Ran {
    const cli = `"${process.execPath}" "${path.join(this.root, "cli", "bulkhead.js")}"`;
    const ran = spawnSync("bash", ["-c", `eval "$(${cli} env --local)"; ${script}`], {
      cwd: this.root,
      encoding: "utf8",
    });
    return { code: ran.status, stdout: ran.stdout, stderr: ran.stderr };
  }

  /**
   * Runs `up --local` until a line matches, calls back, and waits for the end.
   *
   * @throws Error where it ends before, with the end of what it said.
   */
  async interrupted(pattern: RegExp, interrupt: (child: ChildProcess) => void): Promise<number | null> {
    const child = spawn(
      process.execPath,
      [path.join(this.root, "cli", "bulkhead.js"), "up", "--local", "--verbose"],
      { cwd: this.root, stdio: ["ignore", "pipe", "pipe"] },
    );
    let said = "";
    let done = false;
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        said += part;
        if (done || !pattern.test(said)) return;
        done = true;
        interrupt(child);
      });
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
    if (!done) throw new Error(`Ended with ${code} before ${pattern}:\n${said.slice(-2000)}`);
    return code;
  }

  /** What the local Azure holds, by type. */
  azure(): { id: string; arm: string }[] {
    const database = new DatabaseSync(path.join(this.root, ".rehearsal", "azure.db"), { readOnly: true });
    const rows = database.prepare("SELECT id, arm FROM resources").all() as { id: string; arm: string }[];
    database.close();
    return rows;
  }

  /**
   * Changes one property of a resource as somebody in the portal would: Pulumi is not told.
   *
   * @returns the value that it had.
   */
  behindItsBack(id: RegExp, property: string, value: unknown): unknown {
    const database = new DatabaseSync(path.join(this.root, ".rehearsal", "azure.db"));
    try {
      const rows = database.prepare("SELECT key, id, inputs, outputs FROM resources").all() as {
        key: string;
        id: string;
        inputs: string;
        outputs: string;
      }[];
      const row = rows.find((candidate) => id.test(candidate.id));
      if (row === undefined) throw new Error(`nothing has an id like ${id.source}`);
      const changed = (text: string): string =>
        JSON.stringify({ ...(JSON.parse(text) as Record<string, unknown>), [property]: value });
      database
        .prepare("UPDATE resources SET inputs = ?, outputs = ? WHERE key = ?")
        .run(changed(row.inputs), changed(row.outputs), row.key);
      return (JSON.parse(row.inputs) as Record<string, unknown>)[property];
    } finally {
      database.close();
    }
  }

  softDeleted(): string[] {
    const database = new DatabaseSync(path.join(this.root, ".rehearsal", "azure.db"), { readOnly: true });
    const rows = database.prepare("SELECT name FROM soft_deleted").all() as { name: string }[];
    database.close();
    return rows.map((row) => row.name);
  }

  /** Ids of azure-native resources in all state files. */
  stateIds(): string[] {
    const folder = path.join(this.root, ".rehearsal", "state", ".pulumi", "stacks", "bulkhead");
    return readdirSync(folder)
      .filter((name) => name.endsWith(".json"))
      .flatMap((name) => {
        const state = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as {
          checkpoint: { latest?: { resources?: { type: string; id?: string }[] } };
        };
        return (state.checkpoint.latest?.resources ?? [])
          .filter((resource) => resource.type.startsWith("azure-native:"))
          .map((resource) => (resource.id ?? "").toLowerCase());
      })
      .sort();
  }

  /**
   * Ids that programs made in the local Azure: without load balancers and the like that Azure made by itself, and without
   * the content that is uploaded.
   */
  azureIds(): string[] {
    return this.azure()
      .filter(
        ({ id, arm }) =>
          !notByPrograms.has(arm) && !/\/resourceGroups\/rg-bulkhead-nodes|\/containers\/\$web$/i.test(id),
      )
      .map(({ id }) => id.toLowerCase())
      .sort();
  }
}

/** What a stack's update or preview did or would do. */
export function changed(changes: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(changes).filter(([op, count]) => !["same", "read"].includes(op) && count > 0),
  );
}

/** What a verb with --json left, its summary parsed. */
export function withSummary(verb: string, ran: Ran): Ran & { summary: Summary } {
  if (!ran.stdout.startsWith("{")) throw new Error(`no summary from ${verb}: ${ran.stdout}${ran.stderr}`);
  return { ...ran, summary: JSON.parse(ran.stdout) as Summary };
}

/** Process ids of a command below a process, from /proc. */
export function descendants(root: number, command: RegExp): number[] {
  return processesBelow(root).filter((pid) => command.test(commandOf(pid)));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // Gone in the meantime.
    return "";
  }
}
