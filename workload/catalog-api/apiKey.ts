import { createHash, timingSafeEqual } from "node:crypto";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/**
 * Whether a request carries the key. The time it takes tells nothing about the key: digests have one length, and all of it is compared.
 */
export function hasKey(header: string | readonly string[] | undefined, key: string): boolean {
  return typeof header === "string" && timingSafeEqual(digest(header), digest(key));
}
