import { expect } from "chai";
import fc from "fast-check";
import { AddressPlanError } from "../../../lib/addressPlan.ts";
import { addressCount, contains, formatCidr, overlaps, parseCidr } from "../../../lib/cidr.ts";
import { endpointRoom, planOpsAddresses, smallestOpsPrefix } from "../../../lib/ops/addressPlan.ts";

const usual = { addressSpace: "10.8.0.0/22", agents: 6, firewall: true };

describe("address plan of an operations network", () => {
  it("gives private endpoints the upper half, and hangs what has a fixed size from the middle", () => {
    expect(planOpsAddresses(usual)).to.deep.equal({
      addressSpace: "10.8.0.0/22",
      subnets: {
        firewall: "10.8.1.192/26",
        bastion: "10.8.1.128/26",
        jumpBoxes: "10.8.1.96/27",
        agents: "10.8.0.0/26",
        privateEndpoints: "10.8.2.0/23",
      },
      firewallPrivateIp: "10.8.1.196",
    });
    expect(endpointRoom(planOpsAddresses(usual))).to.equal(507);
  });

  it("moves nothing when agents grow, the firewall goes or agents go", () => {
    const { agents: _, ...others } = planOpsAddresses(usual).subnets;
    const { agents: larger, ...after } = planOpsAddresses({ ...usual, agents: 200 }).subnets;
    expect(larger).to.equal("10.8.0.0/24");
    expect(after).to.deep.equal(others);
    const without = planOpsAddresses({ ...usual, firewall: false, agents: 0 });
    expect(without.subnets).to.not.have.any.keys("firewall", "agents");
    expect(without.subnets.bastion).to.equal(others.bastion);
    expect(without.firewallPrivateIp).to.equal(undefined);
  });

  it("refuses a space that is too small, and names one that would do", () => {
    const sizes = (request: Partial<typeof usual>): number | undefined => {
      try {
        planOpsAddresses({ ...usual, ...request });
      } catch (error) {
        if (error instanceof AddressPlanError) return error.smallestPrefix;
        throw error;
      }
      return undefined;
    };
    expect(sizes({ addressSpace: "10.8.0.0/24" })).to.equal(smallestOpsPrefix);
    expect(sizes({ addressSpace: "10.8.0.0/23" })).to.equal(undefined);
    const needed = sizes({ addressSpace: "10.8.0.0/23", agents: 200 });
    expect(needed).to.equal(22);
    expect(sizes({ addressSpace: `10.8.0.0/${needed}`, agents: 200 })).to.equal(undefined);
  });

  it("never overlaps, never leaves the space, and has room for every agent", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 24 }),
        fc.integer({ min: 0, max: 500 }),
        fc.boolean(),
        (prefix, agents, firewall) => {
          const addressSpace = formatCidr({ address: parseCidr("10.0.0.0/8").address, prefix });
          let plan;
          try {
            plan = planOpsAddresses({ addressSpace, agents, firewall });
          } catch (error) {
            expect(error).to.be.instanceOf(AddressPlanError);
            return;
          }
          const ranges = Object.values(plan.subnets).map(parseCidr);
          for (const [index, range] of ranges.entries()) {
            expect(contains(parseCidr(addressSpace), range)).to.equal(true);
            expect(ranges.slice(index + 1).some((other) => overlaps(range, other))).to.equal(false);
          }
          if (plan.subnets.agents !== undefined)
            expect(addressCount(parseCidr(plan.subnets.agents))).to.be.at.least(agents + 5);
        },
      ),
    );
  });
});
