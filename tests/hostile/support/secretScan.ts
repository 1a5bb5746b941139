/** Finding secrets in clear in what commands leave behind. */
import { createDecipheriv, pbkdf2Sync } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import * as path from "node:path";
import { isObject, objectsAt } from "../../../lib/properties.ts";
import { isSecret } from "../../../lib/secretMark.ts";

/** Rounds of Pulumi's passphrase provider (sdk/go/common/resource/config, NewSymmetricCrypterFromPassphrase). */
const rounds = 1_000_000;

/** A text that must not be seen, and where it belongs. */
export interface Secret {
  readonly text: string;
  readonly of: string;
}

/** Shorter texts are found by chance. */
const shortest = 8;

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value.length < shortest ? [] : [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** What Pulumi's passphrase provider encrypted: `v1:<nonce>:<text and tag>`, AES-256-GCM. */
function decrypted(ciphertext: string, key: Buffer): unknown {
  const [, nonce = "", body = ""] = ciphertext.split(":");
  const bytes = Buffer.from(body, "base64");
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(nonce, "base64"));
  decipher.setAuthTag(bytes.subarray(-16));
  const text = Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString();
  return JSON.parse(text) as unknown;
}

function secretsIn(value: unknown, key: Buffer): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => secretsIn(item, key));
  if (!isObject(value)) return [];
  if (isSecret(value)) {
    const { ciphertext } = value;
    if (typeof ciphertext !== "string") throw new Error("A secret of this state is not encrypted.");
    return [decrypted(ciphertext, key)];
  }
  return Object.values(value).flatMap((item) => secretsIn(item, key));
}

/**
 * All that Pulumi keeps encrypted in the states of a rehearsal, in clear.
 *
 * @param passphrase by which they are encrypted.
 */
export function secretsOfStates(rehearsal: string, passphrase: string): Secret[] {
  const folder = path.join(rehearsal, "state", ".pulumi", "stacks", "bulkhead");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => {
      const content: unknown = JSON.parse(readFileSync(path.join(folder, name), "utf8"));
      const checkpoint = isObject(content) ? content["checkpoint"] : undefined;
      const latest = isObject(checkpoint) ? checkpoint["latest"] : undefined;
      if (!isObject(latest)) return [];
      const provider = latest["secrets_providers"];
      const state = isObject(provider) && isObject(provider["state"]) ? provider["state"] : {};
      const salt = Buffer.from(String(state["salt"]).split(":")[1] ?? "", "base64");
      const key = pbkdf2Sync(passphrase, salt, rounds, 32, "sha256");
      return objectsAt(latest, "resources[]").flatMap((resource) =>
        secretsIn([resource["inputs"], resource["outputs"]], key)
          .flatMap(textsIn)
          .map((text) => ({
            text,
            of: `${name}: ${String(resource["urn"]).split("::").slice(2).join(" ")}`,
          })),
      );
    });
}

/** What gives itself away as a secret, whoever wrote it. The parts after it make chance finds unlikely. */
const tellTale: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["an account key", /AccountKey=[A-Za-z0-9+/]{40,}/],
  ["a shared access key", /SharedAccessKey=[A-Za-z0-9+/]{20,}/],
  ["a shared access signature", /[?&]sig=[A-Za-z0-9%+/]{20,}/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a token", /\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\./],
  ["a password in an address", /:\/\/[^\s/:@"'<>]+:[^\s/:@"'<>]{6,}@/],
];

/** A secret in clear. */
export interface Found {
  readonly file: string;
  readonly what: string;
}

/** Looks for secrets in texts, as bytes: JSON may write a text with escapes, addresses and pages with theirs. */
export function findSecrets(
  files: Iterable<readonly [name: string, content: Buffer]>,
  secrets: readonly Secret[],
): Found[] {
  const forms = new Map<string, string>();
  for (const { text, of } of secrets) {
    forms.set(text, of);
    forms.set(JSON.stringify(text).slice(1, -1), of);
    forms.set(encodeURIComponent(text), of);
    forms.set(Buffer.from(text).toString("base64").replace(/=+$/, ""), of);
  }
  const found: Found[] = [];
  for (const [file, content] of files) {
    for (const [form, of] of forms) if (content.includes(form)) found.push({ file, what: of });
    const text = content.toString("latin1");
    for (const [what, pattern] of tellTale) if (pattern.test(text)) found.push({ file, what });
  }
  return found;
}

/** Every file below a folder with its content, without what is linked into it and without Pulumi's plugins. */
export function* filesBelow(
  folder: string,
  skip: (name: string) => boolean = () => false,
): Generator<readonly [name: string, content: Buffer]> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isSymbolicLink() || skip(name)) continue;
    if (entry.isDirectory()) yield* filesBelow(name, skip);
    else if (statSync(name).isFile()) yield [name, readFileSync(name)];
  }
}
