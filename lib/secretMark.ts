import { isObject } from "./properties.ts";

/** The key that marks a value of a special kind in states, events and requests, and the mark of secrets (sdk/go/common/resource of Pulumi). */
export const signatureKey = "4dabf18193072939515e22adb298388d";
export const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a value is marked as a secret. */
export function isSecret(value: unknown): boolean {
  return isObject(value) && value[signatureKey] === secretSignature;
}

/** What the engine's events say in the place of a secret. */
export const blindSecret: Readonly<Record<string, unknown>> = {
  [signatureKey]: secretSignature,
  ciphertext: "[secret]",
};

/** A secret that is known to be one and no more, in the form that a state to be imported may have: an empty text. */
const emptySecret: Readonly<Record<string, unknown>> = {
  [signatureKey]: secretSignature,
  plaintext: JSON.stringify(""),
};

function withSecretsAs(instead: unknown, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((inner) => withSecretsAs(instead, inner));
  if (!isObject(value)) return value;
  if (isSecret(value)) return instead;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withSecretsAs(instead, inner)]),
  );
}

/** A value with nothing of its secrets but their marks. */
export function blinded(value: unknown): unknown {
  return withSecretsAs(blindSecret, value);
}

/** The same with empty secrets: the engine would try to decrypt what a blind one holds. */
export function emptied(value: unknown): unknown {
  return withSecretsAs(emptySecret, value);
}
