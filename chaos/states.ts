/** Reading what a rehearsal has left on disk: states, local subscription, locks. */
import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Resource } from "../rehearsal/azure/model.ts";
import { Store } from "../rehearsal/azure/store.ts";
import type { RehearsalPlaces } from "../rehearsal/places.ts";
import { signatureKey } from "../lib/secretMark.ts";

/** A resource of a Pulumi state; what else is in it is compared, not read. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A stack's state, its secrets decrypted. */
export interface StackState {
  readonly stack: string;
  readonly resources: readonly StateResource[];
  readonly pending: readonly unknown[];
}

interface Checkpoint {
  readonly checkpoint: {
    readonly latest?: {
      readonly resources?: readonly StateResource[];
      readonly pending_operations?: readonly unknown[];
      readonly secrets_providers?: { readonly state?: { readonly salt?: string } };
    };
  };
}

/** The passphrase of every rehearsal: rehearsal/session.ts. */
const passphrase = "rehearsal";
/** What Pulumi derives the key with: sdk/go/common/resource/config/crypt.go. */
const rounds = 1_000_000;
const tagLength = 16;

const keys = new Map<string, Buffer>();

function keyOf(salt: string): Buffer {
  const known = keys.get(salt);
  if (known !== undefined) return known;
  const [, text = ""] = salt.split(":");
  const key = pbkdf2Sync(passphrase, Buffer.from(text, "base64"), rounds, 32, "sha256");
  keys.set(salt, key);
  return key;
}

/** The text that Pulumi's passphrase provider has encrypted as `v1:nonce:ciphertext`. */
export function decrypted(ciphertext: string, salt: string): string {
  const [, nonce = "", sealed = ""] = ciphertext.split(":");
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv("aes-256-gcm", keyOf(salt), Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-tagLength));
  return Buffer.concat([decipher.update(bytes.subarray(0, -tagLength)), decipher.final()]).toString("utf8");
}

function withoutSecrecy(value: unknown, salt: string): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutSecrecy(item, salt));
  if (typeof value !== "object" || value === null) return value;
  if (signatureKey in value && "ciphertext" in value)
    return { secret: JSON.parse(decrypted(String(value.ciphertext), salt)) as unknown };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutSecrecy(item, salt)]));
}

function foldersBelow(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** All states of a rehearsal; a stack that was destroyed has none. @throws SyntaxError for a state that was cut off. */
export function readStates(places: RehearsalPlaces): StackState[] {
  const folder = path.join(places.state, ".pulumi", "stacks", "bulkhead");
  return foldersBelow(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      const { checkpoint } = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as Checkpoint;
      const {
        resources = [],
        pending_operations: pending = [],
        secrets_providers: secrets,
      } = checkpoint.latest ?? {};
      const salt = secrets?.state?.salt ?? "";
      return {
        stack: name.slice(0, -".json".length),
        resources: withoutSecrecy(resources, salt) as readonly StateResource[],
        pending,
      };
    })
    .filter(({ resources, pending }) => resources.length > 0 || pending.length > 0);
}

/** Everything in the local subscription. */
export function readSubscription(places: RehearsalPlaces): Resource[] {
  if (!existsSync(places.database)) return [];
  const store = new Store(places.database);
  try {
    return store.all();
  } finally {
    store.close();
  }
}

/** Files that only a run that did not end leaves: locks, journals, the local Azure's address, files being written. */
export function leftovers(root: string, places: RehearsalPlaces): string[] {
  const below = (folder: string): string[] =>
    existsSync(folder)
      ? readdirSync(folder, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name))
      : [];
  const temporary = [
    root,
    places.workspace,
    path.join(places.state, ".pulumi", "stacks", "bulkhead"),
  ].flatMap((folder) =>
    foldersBelow(folder)
      .filter((name) => /^\.?Pulumi\.|\.json/.test(name) && /(~|\.tmp|\.new|\.\d+)$/.test(name))
      .map((name) => path.join(folder, name)),
  );
  return [
    ...below(path.join(places.state, ".pulumi", "locks")),
    ...below(places.journals),
    ...(existsSync(places.azureInfo) ? [places.azureInfo] : []),
    ...temporary,
  ].map((file) => path.relative(root, file));
}
