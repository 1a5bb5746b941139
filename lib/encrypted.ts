import { isObject } from "./properties.ts";

/**
 * Stands where only Pulumi can read a value. Of the program's keys, those that are secret are addresses; the domain is one that
 * nobody has (RFC 6761).
 */
export const encryptedStandIn = "https://encrypted.invalid/";

/** Whether a value of a stack file is one that Pulumi has encrypted: `secure:` and nothing else. */
export function isEncrypted(value: unknown): boolean {
  return isObject(value) && typeof value["secure"] === "string" && Object.keys(value).length === 1;
}
