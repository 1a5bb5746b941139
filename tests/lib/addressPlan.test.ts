import { expect } from "chai";
import fc from "fast-check";
import {
  AddressPlanError,
  planAddresses,
  subnetNames,
  withSurge,
  type AddressPlanRequest,
} from "../../lib/addressPlan.ts";
import { addressAt, addressCount, contains, overlaps, parseCidr } from "../../lib/cidr.ts";
import { privateEndpointAddresses } from "../../lib/privateLink.ts";
import { regions } from "../../lib/regions.ts";

const usual: AddressPlanRequest = {
  addressSpace: "10.10.0.0/20",
  systemNodes: 6,
  userNodes: 20,
  privateEndpointAddresses: privateEndpointAddresses(2),
};

const requests: fc.Arbitrary<AddressPlanRequest> = fc.record({
  addressSpace: fc.integer({ min: 8, max: 26 }).map((prefix) => `10.0.0.0/${prefix}`),
  systemNodes: fc.integer({ min: 1, max: 1000 }),
  userNodes: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 4 }),
  privateEndpointAddresses: fc.integer({ min: 0, max: 400 }),
});

function tryPlan(request: AddressPlanRequest): ReturnType<typeof planAddresses> | AddressPlanError {
  try {
    return planAddresses(request);
  } catch (error) {
    if (error instanceof AddressPlanError) return error;
    throw error;
  }
}

describe("address plan", () => {
  it("lays out the usual stamp", () => {
    expect(planAddresses(usual)).to.deep.equal({
      addressSpace: "10.10.0.0/20",
      subnets: {
        userNodes: "10.10.0.0/24",
        systemNodes: "10.10.14.192/26",
        privateLink: "10.10.15.16/28",
        ingress: "10.10.15.32/27",
        firewall: "10.10.15.64/26",
        privateEndpoints: "10.10.15.128/25",
      },
      firewallPrivateIp: "10.10.15.68",
    });
  });

  it("gives the firewall the subnet name that Azure wants", () => {
    expect(subnetNames.firewall).to.equal("AzureFirewallSubnet");
    expect(new Set(Object.values(subnetNames)).size).to.equal(6);
  });

  it("never overlaps, stays inside, and holds what was asked with Azure's five addresses on top", () => {
    let planned = 0;
    fc.assert(
      fc.property(requests, (request) => {
        const plan = tryPlan(request);
        if (plan instanceof AddressPlanError) return;
        planned += 1;
        const space = parseCidr(request.addressSpace);
        const subnets = Object.values(plan.subnets).map(parseCidr);
        subnets.forEach((subnet, index) => {
          expect(contains(space, subnet)).to.equal(true);
          subnets.slice(index + 1).forEach((other) => expect(overlaps(subnet, other)).to.equal(false));
        });
        const usable = (text: string): number => addressCount(parseCidr(text)) - 5;
        const pools = request.userNodes as number[];
        expect(usable(plan.subnets.systemNodes)).to.be.at.least(withSurge(request.systemNodes) + 1);
        expect(usable(plan.subnets.userNodes)).to.be.at.least(
          pools.reduce((sum, pool) => sum + withSurge(pool), 0),
        );
        expect(usable(plan.subnets.privateEndpoints)).to.be.at.least(request.privateEndpointAddresses);
        expect(plan.firewallPrivateIp).to.equal(addressAt(parseCidr(plan.subnets.firewall), 4));
      }),
      { numRuns: 500 },
    );
    expect(planned).to.be.greaterThan(100);
  });

  it("moves no subnet when a region is added, up to all of Azure's", () => {
    const first = planAddresses({ ...usual, privateEndpointAddresses: privateEndpointAddresses(1) });
    for (let count = 2; count <= regions.size; count += 1) {
      const plan = planAddresses({ ...usual, privateEndpointAddresses: privateEndpointAddresses(count) });
      expect(plan.subnets).to.deep.equal(first.subnets);
    }
  });

  it("gives nodes no more than they need where space is scarce", () => {
    const { subnets } = planAddresses({ ...usual, addressSpace: "10.10.0.0/23" });
    expect(subnets.userNodes).to.equal("10.10.0.0/27");
    expect(subnets.systemNodes).to.equal("10.10.1.0/28");
  });

  it("moves no subnet when pools grow to what their floors hold", () => {
    expect(planAddresses({ ...usual, systemNodes: 43, userNodes: 188 })).to.deep.equal(planAddresses(usual));
    expect(planAddresses({ ...usual, systemNodes: 44 })).to.not.deep.equal(planAddresses(usual));
    expect(planAddresses({ ...usual, userNodes: 189 })).to.not.deep.equal(planAddresses(usual));
  });

  it("moves no other subnet when a pool grows further", () => {
    const { userNodes: before, ...others } = planAddresses(usual).subnets;
    const { userNodes: after, ...stillOthers } = planAddresses({ ...usual, userNodes: 300 }).subnets;
    expect(after).to.not.equal(before);
    expect(stillOthers).to.deep.equal(others);

    const { systemNodes: _, ...rest } = planAddresses(usual).subnets;
    const { systemNodes: grown, ...stillRest } = planAddresses({ ...usual, systemNodes: 60 }).subnets;
    expect(addressCount(parseCidr(grown))).to.equal(128);
    expect(stillRest).to.deep.equal(rest);
  });

  it("refuses what cannot fit and names the smallest space that would", () => {
    fc.assert(
      fc.property(requests, (request) => {
        const plan = tryPlan(request);
        if (!(plan instanceof AddressPlanError) || plan.smallestPrefix === undefined) return;
        const at = (prefix: number) => tryPlan({ ...request, addressSpace: `10.0.0.0/${prefix}` });
        expect(at(plan.smallestPrefix)).to.not.be.instanceOf(AddressPlanError);
        expect(at(plan.smallestPrefix + 1)).to.be.instanceOf(AddressPlanError);
        expect(plan.message).to.contain(`/${plan.smallestPrefix}`);
      }),
      { numRuns: 500 },
    );
    expect(() => planAddresses({ ...usual, addressSpace: "10.10.0.0/25" })).to.throw(
      AddressPlanError,
      "need a /23",
    );
  });

  it("says so when no address space would do", () => {
    const request = { ...usual, userNodes: 20_000_000 };
    expect(() => planAddresses(request)).to.throw(
      AddressPlanError,
      "so is any address space that Azure offers",
    );
  });

  it("rounds the surge of every pool up to whole nodes", () => {
    expect(withSurge(3)).to.equal(4);
    expect(withSurge(100)).to.equal(133);
    // 2 + 1 and 2 + 1 and so on: 27 usable addresses hold nine pools of two, but not ten.
    const scarce = { ...usual, addressSpace: "10.10.0.0/23" };
    const nine = planAddresses({ ...scarce, userNodes: Array<number>(9).fill(2) });
    const ten = planAddresses({ ...scarce, userNodes: Array<number>(10).fill(2) });
    expect(nine.subnets.userNodes).to.equal("10.10.0.0/27");
    expect(ten.subnets.userNodes).to.equal("10.10.0.0/26");
  });

  it("refuses counts that are none", () => {
    expect(() => planAddresses({ ...usual, systemNodes: -1 })).to.throw(
      RangeError,
      "-1 is not a number of addresses",
    );
    expect(() => planAddresses({ ...usual, userNodes: [1.5] })).to.throw(
      RangeError,
      "1.5 is not a number of addresses",
    );
  });
});
