import { createHash } from "node:crypto";

/** The namespace of every name that Bulkhead hashes: "bulkhead" in the DNS namespace of RFC 9562. */
export const bulkheadNamespace = uuidV5("bulkhead", "6ba7b810-9dad-11d1-80b4-00c04fd430c8");

/**
 * A version 5 (SHA-1, name-based) UUID: the same name always gives the same one. Role assignments are named
 * with it, so that assigning the same role to the same principal twice is one assignment and not two.
 *
 * @throws RangeError when the namespace is not a UUID.
 */
export function uuidV5(name: string, namespace: string = bulkheadNamespace): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(namespace)) {
    throw new RangeError(`"${namespace}" is not a UUID.`);
  }
  const digest = createHash("sha1")
    .update(Buffer.from(namespace.replaceAll("-", ""), "hex"))
    .update(name, "utf8")
    .digest();
  const bytes = digest.subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
