/** IPv4 addresses as unsigned 32-bit numbers, and ranges of them. */
import { addressCount, parseCidr } from "../../lib/cidr.ts";

/** Addresses from the first to the last, both included. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** A range that came from a prefix, whose length decides among routes. */
export interface Prefix extends Range {
  readonly text: string;
  readonly length: number;
}

export const allAddresses: Range = { first: 0, last: 2 ** 32 - 1 };

/** Azure's virtual public address for DNS, DHCP and health probes: what-is-ip-address-168-63-129-16.md. */
export const platformAddress = 168 * 2 ** 24 + 63 * 2 ** 16 + 129 * 2 ** 8 + 16;
/** The instance metadata service. */
export const metadataAddress = 169 * 2 ** 24 + 254 * 2 ** 16 + 169 * 2 ** 8 + 254;

/** Reads "10.10.0.4"; undefined for anything else. */
export function parseAddress(text: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const octets = match?.slice(1).map(Number);
  if (octets === undefined || octets.some((octet) => octet > 255)) return undefined;
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

const known = new Map<string, Prefix | undefined>();

/**
 * Reads "10.10.0.0/20", "10.10.0.4" or "10.0.0.1-10.0.0.9"; undefined for anything else: tags for example, and ranges
 * that end before they begin.
 */
export function parsePrefix(text: string): Prefix | undefined {
  if (!known.has(text)) known.set(text, readPrefix(text));
  return known.get(text);
}

function readPrefix(text: string): Prefix | undefined {
  const address = parseAddress(text);
  if (address !== undefined) return { text, first: address, last: address, length: 32 };
  const [first = NaN, last = NaN, ...more] = text.split("-").map(parseAddress);
  if (first <= last && more.length === 0) return { text, first, last, length: 32 };
  try {
    const cidr = parseCidr(text);
    return { text, first: cidr.address, last: cidr.address + addressCount(cidr) - 1, length: cidr.prefix };
  } catch {
    return undefined;
  }
}

export function holds(range: Range, address: number): boolean {
  return address >= range.first && address <= range.last;
}

export function covers(outer: Range, inner: Range): boolean {
  return inner.first >= outer.first && inner.last <= outer.last;
}

/** RFC 1918, RFC 6598, loopback and link-local. */
const notPublic = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
];

/** The ranges for which Azure keeps routes that drop (virtual-networks-udr-overview.md). */
export const reservedPrefixes: readonly Prefix[] = notPublic
  .slice(0, 4)
  .flatMap((text) => parsePrefix(text) ?? []);

/** Ranges that no route of the Internet leads to. */
export const notPublicRanges: readonly Range[] = notPublic.flatMap((text) => parsePrefix(text) ?? []);

/** Whether an address can be reached over the Internet at all. */
export function isPublic(address: number): boolean {
  return address !== platformAddress && !notPublicRanges.some((range) => holds(range, address));
}

/**
 * Splits a range wherever one of the prefixes begins or ends: all addresses of a part are treated alike by rules made of
 * these prefixes, so one of them stands for all.
 *
 * @returns the first address of each part.
 */
export function partsOf(range: Range, prefixes: readonly Range[]): number[] {
  const starts = new Set([range.first]);
  for (const { first, last } of prefixes) {
    if (first > range.first && first <= range.last) starts.add(first);
    if (last >= range.first && last < range.last) starts.add(last + 1);
  }
  return [...starts].sort((a, b) => a - b);
}
