import { encryptedStandIn, isEncrypted } from "../lib/encrypted.ts";
import { UserError } from "./userError.ts";
import { configNamespace } from "./yamlFile.ts";

/** Keys that may be encrypted: whoever knows one of these addresses can call it. */
const encryptable = [/^alerts\.receivers\.webhooks\[\d+\]\.uri$/, /^vault\.expiryWebhook$/];

/**
 * The values of a stack file with something in the place of what Pulumi has encrypted, which only the engine can read: a check
 * of the files needs no key, and the program itself is handed the real values.
 *
 * @throws UserError for an encrypted key that decides what is deployed.
 */
export function withStandIns(
  values: Readonly<Record<string, unknown>>,
  file: string,
): Record<string, unknown> {
  return inside(values, "", file) as Record<string, unknown>;
}

function inside(value: unknown, key: string, file: string): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (isEncrypted(value)) {
    if (encryptable.some((pattern) => pattern.test(key))) return encryptedStandIn;
    throw new UserError({
      file,
      key,
      problem: "It is encrypted, and decides what is deployed, so that nobody could check it.",
      remedy: `Write it in clear. Secret addresses are encrypted one by one: \`pulumi config set --secret --path '${configNamespace}:alerts.receivers.webhooks[0].uri'\`.`,
    });
  }
  if (Array.isArray(value)) return value.map((item, index) => inside(item, `${key}[${index}]`, file));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      inside(inner, key === "" ? name : `${key}.${name}`, file),
    ]),
  );
}
