/** An IPv4 range. `address` is the network address as an unsigned 32-bit number, host bits zero. */
export interface Cidr {
  readonly address: number;
  readonly prefix: number;
}

/**
 * Reads "10.10.0.0/20".
 *
 * @throws RangeError with a sentence, for anything that is not four numbers up to 255 and a prefix up to 32,
 *   and for a range whose host bits are set: Azure would refuse it, and silently rounding it down would hide
 *   a typo.
 */
export function parseCidr(text: string): Cidr {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  const numbers = match?.slice(1).map(Number);
  const octets = numbers?.slice(0, 4);
  const prefix = numbers?.[4];
  if (octets === undefined || prefix === undefined || octets.some((octet) => octet > 255) || prefix > 32) {
    throw new RangeError(`"${text}" is not an IPv4 range such as 10.10.0.0/20.`);
  }
  const address = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  const network = address - (address % 2 ** (32 - prefix));
  if (network !== address) {
    throw new RangeError(
      `"${text}" is not the start of a /${prefix} range: write ${formatCidr({ address: network, prefix })}.`,
    );
  }
  return { address, prefix };
}

/** The range as text: "10.10.0.0/20". */
export function formatCidr(cidr: Cidr): string {
  return `${formatAddress(cidr.address)}/${cidr.prefix}`;
}

/** How many addresses the range has, Azure's reserved ones included. */
export function addressCount(cidr: Cidr): number {
  return 2 ** (32 - cidr.prefix);
}

/**
 * The address at an offset in the range, as a dotted quad; 0 is the network address.
 *
 * @throws RangeError when the index lies outside the range.
 */
export function addressAt(cidr: Cidr, index: number): string {
  if (!Number.isInteger(index) || index < 0 || index >= addressCount(cidr)) {
    throw new RangeError(`${formatCidr(cidr)} has no address number ${index}.`);
  }
  return formatAddress(cidr.address + index);
}

/** Whether the two ranges share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

/** Whether every address of `inner` is one of `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return (
    inner.address >= outer.address &&
    inner.address + addressCount(inner) <= outer.address + addressCount(outer)
  );
}

function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
