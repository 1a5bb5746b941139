import { expect } from "chai";
import fc from "fast-check";
import {
  addressAt,
  addressCount,
  contains,
  formatCidr,
  overlaps,
  parseCidr,
  type Cidr,
} from "../../lib/cidr.ts";

const cidrs: fc.Arbitrary<Cidr> = fc
  .tuple(fc.nat({ max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => ({ address: address - (address % 2 ** (32 - prefix)), prefix }));

describe("cidr", () => {
  it("reads and writes ranges", () => {
    expect(parseCidr("10.10.16.0/20")).to.deep.equal({ address: 0x0a0a1000, prefix: 20 });
    fc.assert(fc.property(cidrs, (cidr) => void expect(parseCidr(formatCidr(cidr))).to.deep.equal(cidr)));
  });

  for (const text of [
    "10.0.0.0",
    "10.0.0/8",
    "10.0.0.256/32",
    "10.0.0.0/33",
    "a.b.c.d/8",
    "10.0.0.0/8 ",
    " 10.0.0.0/8",
    "110.0.0.0.0/8",
    "",
  ]) {
    it(`refuses "${text}"`, () => {
      expect(() => parseCidr(text)).to.throw(RangeError, `"${text}" is not an IPv4 range`);
    });
  }

  it("refuses host bits and names the range that was meant", () => {
    expect(() => parseCidr("10.10.8.1/20")).to.throw(RangeError, "write 10.10.0.0/20");
  });

  it("counts addresses and finds them by their number", () => {
    expect(addressCount(parseCidr("10.0.0.0/26"))).to.equal(64);
    expect(addressAt(parseCidr("10.0.0.0/23"), 260)).to.equal("10.0.1.4");
    expect(addressAt(parseCidr("255.255.255.0/24"), 255)).to.equal("255.255.255.255");
    expect(addressAt(parseCidr("10.0.0.0/30"), 0)).to.equal("10.0.0.0");
    for (const index of [4, -1, 0.5])
      expect(() => addressAt(parseCidr("10.0.0.0/30"), index)).to.throw(
        RangeError,
        `10.0.0.0/30 has no address number ${index}`,
      );
  });

  it("knows what lies in what", () => {
    expect(contains(parseCidr("10.0.0.0/8"), parseCidr("10.255.0.0/16"))).to.equal(true);
    expect(contains(parseCidr("10.255.0.0/16"), parseCidr("10.0.0.0/8"))).to.equal(false);
    expect(overlaps(parseCidr("10.0.0.0/24"), parseCidr("10.0.1.0/24"))).to.equal(false);
  });

  it("finds an overlap exactly where two ranges share an address", () => {
    fc.assert(
      fc.property(cidrs, cidrs, (a, b) => {
        const shared =
          Math.max(a.address, b.address) < Math.min(a.address + addressCount(a), b.address + addressCount(b));
        expect(overlaps(a, b)).to.equal(shared);
      }),
    );
  });
});
