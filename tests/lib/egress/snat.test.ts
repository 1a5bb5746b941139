import { expect } from "chai";
import fc from "fast-check";
import { addressesFor, addressesInPrefix, snatPorts } from "../../../lib/egress/snat.ts";

describe("SNAT ports", () => {
  it("are 2,496 for each address on each of at least two instances", () => {
    expect(snatPorts(1)).to.equal(4992);
    expect(snatPorts(3, 4)).to.equal(29_952);
  });

  it("need as many addresses as give every node its ports, and not one more", () => {
    const nodes = fc.integer({ min: 1, max: 5000 });
    const ports = fc.integer({ min: 16, max: 64_000 });
    const instances = fc.integer({ min: 2, max: 50 });
    fc.assert(
      fc.property(nodes, ports, instances, (count, each, running) => {
        const needed = addressesFor(count, each, running);
        expect(snatPorts(needed, running)).to.be.at.least(count * each);
        if (needed > 1) expect(snatPorts(needed - 1, running)).to.be.below(count * each);
      }),
    );
  });

  it("of a prefix are those of its addresses", () => {
    expect([28, 29, 30, 31].map(addressesInPrefix)).to.deep.equal([16, 8, 4, 2]);
  });
});
