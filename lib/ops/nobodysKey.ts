import { createHash } from "node:crypto";

/** The curve of Ed25519 (RFC 8032, 5.1): the prime of its field and the constant d. */
const prime = 2n ** 255n - 19n;
const d = modulo(-121665n * inverse(121666n));

/**
 * An SSH public key to which nobody has the private half.
 *
 * Azure wants a key for every Linux machine without a password. A generated one would leave a private key in a state or on
 * somebody's disk. This one is a point of the curve drawn from a hash of the text: its private half is the solution of a
 * discrete logarithm that nobody knows. People sign in with Microsoft Entra ID instead.
 *
 * @param seed what it is drawn from, for example the stack: the same seed gives the same key.
 */
export function nobodysSshKey(seed: string): string {
  for (let counter = 0; ; counter += 1) {
    const bytes = createHash("sha256").update(`no private key ${counter} ${seed}`).digest();
    if (!isPoint(bytes)) continue;
    return `ssh-ed25519 ${Buffer.concat([field(Buffer.from("ssh-ed25519")), field(bytes)]).toString("base64")} nobody`;
  }
}

/** Whether 32 bytes are the encoding of a point (RFC 8032, 5.1.3): x² = (y² - 1) / (d y² + 1) has a solution. */
export function isPoint(bytes: Uint8Array): boolean {
  const number = BigInt(`0x${Buffer.from(bytes.toReversed()).toString("hex")}`);
  const y = number & (2n ** 255n - 1n);
  if (y >= prime) return false;
  const square = modulo((y * y - 1n) * inverse(d * y * y + 1n));
  // Zero would be the point of order one or two, whose key anybody has.
  return square !== 0n && power(square, (prime - 1n) / 2n) === 1n;
}

function field(content: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  return Buffer.concat([length, content]);
}

function modulo(value: bigint): bigint {
  return ((value % prime) + prime) % prime;
}

function inverse(value: bigint): bigint {
  return power(modulo(value), prime - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let factor = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = modulo(result * factor);
    factor = modulo(factor * factor);
  }
  return result;
}
