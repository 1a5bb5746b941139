import { expect } from "chai";
import fc from "fast-check";
import {
  allAddresses,
  covers,
  formatAddress,
  holds,
  isPublic,
  metadataAddress,
  notPublicRanges,
  parseAddress,
  parsePrefix,
  partsOf,
  platformAddress,
  reservedPrefixes,
  type Range,
} from "../../../graph/reachability/address.ts";

const octet = fc.integer({ min: 0, max: 255 });
const address = fc.tuple(octet, octet, octet, octet);
const length = fc.integer({ min: 0, max: 32 });
const toNumber = (octets: readonly number[]): number =>
  octets.reduce((sum, one, index) => sum + one * 2 ** (24 - 8 * index), 0);

/** A text that is an address, or throws. */
const at = (text: string): number => parseAddress(text) ?? expect.fail(`${text} is no address`);
const range = (first: string, last = first): Range => ({ first: at(first), last: at(last) });

describe("addresses", () => {
  it("are numbers of 32 bits, the first octet the highest", () => {
    expect(parseAddress("0.0.0.0")).to.equal(0);
    expect(parseAddress("0.0.0.1")).to.equal(1);
    expect(parseAddress("0.0.1.0")).to.equal(256);
    expect(parseAddress("10.10.0.4")).to.equal(168427524);
    expect(parseAddress("255.255.255.255")).to.equal(4294967295);
    expect(allAddresses).to.deep.equal(range("0.0.0.0", "255.255.255.255"));
  });

  it("are written as they are read", () => {
    fc.assert(
      fc.property(address, (octets) => {
        expect(parseAddress(octets.join("."))).to.equal(toNumber(octets));
        expect(formatAddress(toNumber(octets))).to.equal(octets.join("."));
      }),
    );
  });

  for (const text of [
    "",
    "10.0.0",
    "10.0.0.1.2",
    "10.0.0.256",
    "256.0.0.0",
    "10.300.0.1",
    "1000.0.0.1",
    "10.0.0.1/32",
    "10.0.0.1 ",
    "a10.0.0.1",
    "10.0.0.x",
    "10..0.1",
    "-1.0.0.1",
    "VirtualNetwork",
  ])
    it(`are not '${text}'`, () => {
      expect(parseAddress(text)).to.equal(undefined);
    });

  it("of the platform are those that Azure documents", () => {
    expect(formatAddress(platformAddress)).to.equal("168.63.129.16");
    expect(formatAddress(metadataAddress)).to.equal("169.254.169.254");
  });
});

describe("prefixes", () => {
  it("have the network's first and last address, and the length that decides among routes", () => {
    fc.assert(
      fc.property(address, length, (octets, prefixLength) => {
        const size = 2 ** (32 - prefixLength);
        const first = Math.floor(toNumber(octets) / size) * size;
        const text = `${formatAddress(first)}/${prefixLength}`;
        const prefix = { text, first, last: first + size - 1, length: prefixLength };
        expect(parsePrefix(text)).to.deep.equal(prefix);
        expect(parsePrefix(text)).to.deep.equal(prefix);
      }),
    );
  });

  it("of one address are as long as prefixes can be", () => {
    fc.assert(
      fc.property(address, (octets) => {
        const text = octets.join(".");
        const number = toNumber(octets);
        expect(parsePrefix(text)).to.deep.equal({ text, first: number, last: number, length: 32 });
      }),
    );
  });

  it("may be written from an address to another, as firewall rules have them", () => {
    fc.assert(
      fc.property(address, address, (one, other) => {
        const [first = 0, last = 0] = [toNumber(one), toNumber(other)].sort((a, b) => a - b);
        const text = `${formatAddress(first)}-${formatAddress(last)}`;
        expect(parsePrefix(text)).to.deep.equal({ text, first, last, length: 32 });
      }),
    );
  });

  it("may end where they begin", () => {
    fc.assert(
      fc.property(address, (octets) => {
        const text = `${octets.join(".")}-${octets.join(".")}`;
        const number = toNumber(octets);
        expect(parsePrefix(text)).to.deep.equal({ text, first: number, last: number, length: 32 });
      }),
      { numRuns: 20 },
    );
  });

  it("do not end before they begin", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 1, max: 1000 }), (octets, less) => {
        const last = toNumber(octets);
        fc.pre(last + less < 2 ** 32);
        expect(parsePrefix(`${formatAddress(last + less)}-${formatAddress(last)}`)).to.equal(undefined);
      }),
    );
  });

  it("begin where their length allows", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 1, max: 31 }), (octets, prefixLength) => {
        const number = toNumber(octets);
        fc.pre(number % 2 ** (32 - prefixLength) !== 0);
        expect(parsePrefix(`${formatAddress(number)}/${prefixLength}`)).to.equal(undefined);
      }),
    );
  });

  it("are no tags, stars, or anything else", () => {
    fc.assert(
      fc.property(address, (octets) => {
        const text = octets.join(".");
        for (const other of [
          `${text}/33`,
          `${text}/`,
          `${text}-`,
          `-${text}`,
          `${text}-host`,
          `host-${text}`,
          `${text}-${text}-${text}`,
          `Storage.${text}`,
          `*${text}`,
          `VirtualNetwork${text}`,
          `::ffff:${text}`,
        ])
          expect(parsePrefix(other), other).to.equal(undefined);
      }),
      { numRuns: 20 },
    );
  });
});

describe("ranges", () => {
  const outer = range("10.1.0.0", "10.1.0.255");

  it("hold both of their ends and nothing beyond", () => {
    expect(holds(outer, at("10.1.0.0"))).to.equal(true);
    expect(holds(outer, at("10.1.0.255"))).to.equal(true);
    expect(holds(outer, at("10.0.255.255"))).to.equal(false);
    expect(holds(outer, at("10.1.1.0"))).to.equal(false);
  });

  it("cover themselves and what lies inside, and nothing that sticks out on a side", () => {
    expect(covers(outer, outer)).to.equal(true);
    expect(covers(outer, range("10.1.0.4", "10.1.0.8"))).to.equal(true);
    expect(covers(outer, range("10.0.255.255", "10.1.0.8"))).to.equal(false);
    expect(covers(outer, range("10.1.0.4", "10.1.1.0"))).to.equal(false);
    expect(covers(outer, allAddresses)).to.equal(false);
    expect(covers(allAddresses, outer)).to.equal(true);
  });
});

describe("the Internet", () => {
  const edges: readonly (readonly [first: string, last: string, before: string, after: string])[] = [
    ["10.0.0.0", "10.255.255.255", "9.255.255.255", "11.0.0.0"],
    ["172.16.0.0", "172.31.255.255", "172.15.255.255", "172.32.0.0"],
    ["192.168.0.0", "192.168.255.255", "192.167.255.255", "192.169.0.0"],
    ["100.64.0.0", "100.127.255.255", "100.63.255.255", "100.128.0.0"],
    ["127.0.0.0", "127.255.255.255", "126.255.255.255", "128.0.0.0"],
    ["169.254.0.0", "169.254.255.255", "169.253.255.255", "169.255.0.0"],
  ];
  for (const [first, last, before, after] of edges)
    it(`ends at ${first} and goes on behind ${last}`, () => {
      expect([before, first, last, after].map((text) => isPublic(at(text)))).to.deep.equal([
        true,
        false,
        false,
        true,
      ]);
    });

  it("leads to no other ranges that are kept apart", () => {
    expect(notPublicRanges).to.have.length(edges.length);
    for (const [first, last] of edges)
      expect(notPublicRanges.some((one) => one.first === at(first) && one.last === at(last))).to.equal(true);
  });

  it("does not lead to the platform's own address, public though it looks", () => {
    expect(isPublic(platformAddress)).to.equal(false);
    expect(isPublic(platformAddress - 1)).to.equal(true);
    expect(isPublic(platformAddress + 1)).to.equal(true);
  });

  it("is all that Azure keeps no dropping route for, but for loopback and link-local", () => {
    expect(reservedPrefixes.map(({ text }) => text)).to.deep.equal([
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "100.64.0.0/10",
    ]);
  });
});

describe("the parts of a range", () => {
  const whole = range("10.1.0.0", "10.1.0.255");
  const parts = (...prefixes: Range[]) => partsOf(whole, prefixes).map(formatAddress);

  it("are one where nothing begins or ends inside", () => {
    expect(parts()).to.deep.equal(["10.1.0.0"]);
    expect(parts(whole)).to.deep.equal(["10.1.0.0"]);
    expect(parts(allAddresses)).to.deep.equal(["10.1.0.0"]);
    expect(parts(range("10.0.0.0", "10.0.255.255"), range("10.1.1.0", "10.1.1.255"))).to.deep.equal([
      "10.1.0.0",
    ]);
  });

  it("begin where a prefix begins, and behind where it ends", () => {
    expect(parts(range("10.1.0.64", "10.1.0.127"))).to.deep.equal(["10.1.0.0", "10.1.0.64", "10.1.0.128"]);
    expect(parts(range("10.1.0.0", "10.1.0.63"))).to.deep.equal(["10.1.0.0", "10.1.0.64"]);
    expect(parts(range("10.1.0.64", "10.1.0.255"))).to.deep.equal(["10.1.0.0", "10.1.0.64"]);
    expect(parts(range("10.0.0.0", "10.1.0.0"))).to.deep.equal(["10.1.0.0", "10.1.0.1"]);
    expect(parts(range("10.1.0.255", "10.2.0.0"))).to.deep.equal(["10.1.0.0", "10.1.0.255"]);
    expect(parts(range("10.1.0.1"))).to.deep.equal(["10.1.0.0", "10.1.0.1", "10.1.0.2"]);
  });

  it("are told once each, in the order of their addresses", () => {
    expect(
      parts(
        range("10.1.0.200", "10.1.0.255"),
        range("10.1.0.9", "10.1.0.99"),
        range("10.1.0.100", "10.1.0.255"),
      ),
    ).to.deep.equal(["10.1.0.0", "10.1.0.9", "10.1.0.100", "10.1.0.200"]);
  });

  it("of a single address are that address", () => {
    expect(partsOf(range("10.1.0.4"), [whole, range("10.1.0.4")])).to.deep.equal([at("10.1.0.4")]);
  });
});
