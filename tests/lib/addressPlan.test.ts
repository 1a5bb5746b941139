import { expect } from "chai";
import fc from "fast-check";
import {
  AddressPlanError,
  mostNodes,
  planAddresses,
  podAddresses,
  subnetNames,
  withSurge,
  type AddressPlan,
  type AddressPlanRequest,
  type SubnetRole,
} from "../../lib/addressPlan.ts";
import { addressAt, addressCount, contains, overlaps, parseCidr } from "../../lib/cidr.ts";
import { privateEndpointAddresses } from "../../lib/privateLink.ts";
import { regions } from "../../lib/regions.ts";

const usual: AddressPlanRequest = {
  addressSpace: "10.10.0.0/20",
  systemNodes: 6,
  userNodes: 20,
  privateEndpointAddresses: privateEndpointAddresses(2),
  wayOut: "firewall",
};

const requests: fc.Arbitrary<AddressPlanRequest> = fc.record({
  addressSpace: fc.integer({ min: 8, max: 26 }).map((prefix) => `10.0.0.0/${prefix}`),
  systemNodes: fc.integer({ min: 1, max: 1000 }),
  userNodes: fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 4 }),
  privateEndpointAddresses: fc.integer({ min: 0, max: 400 }),
  wayOut: fc.constantFrom("firewall", "appliance", "hub"),
  apiServer: fc.boolean(),
  appGateway: fc.boolean(),
  podAddresses: fc.option(fc.integer({ min: 1, max: 60_000 }), { nil: undefined, freq: 2 }),
});

/** Requests near those that people make, of which most fit. */
const likely: fc.Arbitrary<AddressPlanRequest> = fc
  .tuple(
    requests,
    fc.integer({ min: 15, max: 23 }),
    fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 3 }),
  )
  .map(([request, prefix, userNodes]) => ({
    ...request,
    addressSpace: `10.0.0.0/${prefix}`,
    systemNodes: (request.systemNodes % 20) + 1,
    userNodes,
    privateEndpointAddresses: request.privateEndpointAddresses % 124,
  }));

function tryPlan(request: AddressPlanRequest): AddressPlan | AddressPlanError {
  try {
    return planAddresses(request);
  } catch (error) {
    if (error instanceof AddressPlanError) return error;
    throw error;
  }
}

/** Runs a property over requests and makes sure that enough of them fitted to say anything. */
function forPlans(check: (plan: AddressPlan, request: AddressPlanRequest) => void): void {
  let planned = 0;
  fc.assert(
    fc.property(fc.oneof(requests, likely), (request) => {
      const plan = tryPlan(request);
      if (plan instanceof AddressPlanError) return;
      planned += 1;
      check(plan, request);
    }),
    { numRuns: 800 },
  );
  expect(planned).to.be.greaterThan(200);
}

const usable = (text: string | undefined): number => addressCount(parseCidr(text ?? "")) - 5;
const poolsOf = ({ userNodes }: AddressPlanRequest): readonly number[] =>
  typeof userNodes === "number" ? [userNodes] : userNodes;

describe("address plan", () => {
  it("lays out the usual stamp", () => {
    expect(planAddresses(usual)).to.deep.equal({
      addressSpace: "10.10.0.0/20",
      subnets: {
        userNodes: "10.10.0.0/24",
        systemNodes: "10.10.13.128/26",
        privateLink: "10.10.15.16/28",
        ingress: "10.10.15.32/27",
        firewall: "10.10.15.64/26",
        privateEndpoints: "10.10.15.128/25",
      },
      firewallPrivateIp: "10.10.15.68",
    });
  });

  it("lays out a stamp with every option beside it", () => {
    const { subnets, firewallPrivateIp } = planAddresses({
      ...usual,
      addressSpace: "10.10.0.0/16",
      wayOut: "appliance",
      apiServer: true,
      appGateway: true,
      podAddresses: 8000,
    });
    expect(subnets).to.deep.equal({
      userNodes: "10.10.0.0/24",
      pods: "10.10.128.0/19",
      systemNodes: "10.10.253.128/26",
      apiServer: "10.10.253.224/27",
      appGateway: "10.10.254.0/24",
      privateLink: "10.10.255.16/28",
      ingress: "10.10.255.32/27",
      appliance: "10.10.255.64/26",
      privateEndpoints: "10.10.255.128/25",
    });
    expect(firewallPrivateIp).to.equal(undefined);
  });

  it("gives the firewall the subnet name that Azure wants, and every role a name of its own", () => {
    expect(subnetNames.firewall).to.equal("AzureFirewallSubnet");
    expect(new Set(Object.values(subnetNames)).size).to.equal(Object.keys(subnetNames).length);
  });

  it("has the subnets that were asked for and no others", () => {
    forPlans(({ subnets, firewallPrivateIp }, request) => {
      const expected: SubnetRole[] = [
        "userNodes",
        "systemNodes",
        "ingress",
        "privateLink",
        "privateEndpoints",
      ];
      if (request.wayOut !== "hub") expected.push(request.wayOut);
      if (request.apiServer === true) expected.push("apiServer");
      if (request.appGateway === true) expected.push("appGateway");
      if (request.podAddresses !== undefined) expected.push("pods");
      expect(Object.keys(subnets)).to.have.members(expected);
      expect(firewallPrivateIp === undefined).to.equal(request.wayOut !== "firewall");
    });
  });

  it("never overlaps, stays inside, and holds what was asked with Azure's five addresses on top", () => {
    forPlans((plan, request) => {
      const space = parseCidr(request.addressSpace);
      const subnets = Object.values(plan.subnets).map(parseCidr);
      subnets.forEach((subnet, index) => {
        expect(contains(space, subnet)).to.equal(true);
        subnets.slice(index + 1).forEach((other) => expect(overlaps(subnet, other)).to.equal(false));
      });
      expect(usable(plan.subnets.systemNodes)).to.be.at.least(mostNodes([request.systemNodes]) + 1);
      expect(usable(plan.subnets.userNodes)).to.be.at.least(mostNodes(poolsOf(request)));
      expect(usable(plan.subnets.privateEndpoints)).to.be.at.least(request.privateEndpointAddresses);
      if (plan.subnets.pods !== undefined)
        expect(usable(plan.subnets.pods)).to.be.at.least(request.podAddresses ?? 0);
      if (plan.subnets.firewall !== undefined)
        expect(plan.firewallPrivateIp).to.equal(addressAt(parseCidr(plan.subnets.firewall), 4));
    });
  });

  it("gives subnets of fixed size what Azure wants, whatever the space", () => {
    const smallest = {
      firewall: 26,
      appliance: 26,
      ingress: 27,
      privateLink: 28,
      apiServer: 27,
      appGateway: 24,
    };
    forPlans(({ subnets }) => {
      for (const [role, prefix] of Object.entries(smallest)) {
        const range = subnets[role as SubnetRole];
        if (range !== undefined) expect(parseCidr(range).prefix, role).to.equal(prefix);
      }
    });
  });

  it("moves no subnet when a region is added, up to all of Azure's", () => {
    const first = planAddresses({ ...usual, privateEndpointAddresses: privateEndpointAddresses(1) });
    const most = [...Array(regions.size).keys()]
      .map((index) => index + 1)
      .filter((count) => privateEndpointAddresses(count) <= 123);
    expect(most.length).to.be.at.least(45);
    for (const count of most) {
      const plan = planAddresses({ ...usual, privateEndpointAddresses: privateEndpointAddresses(count) });
      expect(plan.subnets).to.deep.equal(first.subnets);
    }
  });

  it("moves no other subnet when an option is switched on or off, in the usual space and in any that has room", () => {
    const options: Partial<AddressPlanRequest>[] = [
      { apiServer: true },
      { appGateway: true },
      { wayOut: "hub" },
      { wayOut: "appliance" },
      { apiServer: true, appGateway: true },
    ];
    for (const prefix of [16, 18, 20, 22]) {
      const base = { ...usual, addressSpace: `10.0.0.0/${prefix}` };
      const { firewall: _, ...common } = planAddresses(base).subnets;
      for (const option of options) {
        expect(planAddresses({ ...base, ...option }).subnets).to.deep.include(common);
      }
    }
    expect(
      planAddresses({ ...usual, addressSpace: "10.0.0.0/16", podAddresses: 8000 }).subnets,
    ).to.deep.include(planAddresses({ ...usual, addressSpace: "10.0.0.0/16" }).subnets);
  });

  it("gives nodes no more than they need where space is scarce", () => {
    const { subnets } = planAddresses({ ...usual, addressSpace: "10.10.0.0/23" });
    expect(subnets.userNodes).to.equal("10.10.0.0/26");
    expect(subnets.systemNodes).to.equal("10.10.0.224/27");
  });

  it("moves no subnet when pools grow to what their floors hold", () => {
    expect(planAddresses({ ...usual, systemNodes: 21, userNodes: 93 })).to.deep.equal(planAddresses(usual));
    expect(planAddresses({ ...usual, systemNodes: 22 })).to.not.deep.equal(planAddresses(usual));
    expect(planAddresses({ ...usual, userNodes: 94 })).to.not.deep.equal(planAddresses(usual));
  });

  it("moves no subnet but a pool's own when that pool grows, in every space", () => {
    let compared = 0;
    const grown = fc.tuple(likely, fc.integer({ min: 1, max: 300 }), fc.constantFrom("system", "user"));
    fc.assert(
      fc.property(grown, ([request, more, kind]) => {
        const before = tryPlan(request);
        const after = tryPlan(
          kind === "system"
            ? { ...request, systemNodes: request.systemNodes + more }
            : { ...request, userNodes: [...poolsOf(request), more] },
        );
        if (before instanceof AddressPlanError || after instanceof AddressPlanError) return;
        compared += 1;
        const own = kind === "system" ? "systemNodes" : "userNodes";
        const others = ({ subnets }: AddressPlan) => ({ ...subnets, [own]: undefined });
        expect(others(after)).to.deep.equal(others(before));
      }),
      { numRuns: 800 },
    );
    expect(compared).to.be.greaterThan(200);
  });

  it("refuses what cannot fit and names the smallest larger space that would", () => {
    let refused = 0;
    fc.assert(
      fc.property(fc.oneof(requests, likely), (request) => {
        const plan = tryPlan(request);
        if (!(plan instanceof AddressPlanError) || plan.smallestPrefix === undefined) return;
        refused += 1;
        const at = (prefix: number) => tryPlan({ ...request, addressSpace: `10.0.0.0/${prefix}` });
        expect(at(plan.smallestPrefix)).to.not.be.instanceOf(AddressPlanError);
        expect(at(plan.smallestPrefix + 1)).to.be.instanceOf(AddressPlanError);
        expect(plan.smallestPrefix).to.be.lessThan(parseCidr(request.addressSpace).prefix);
        expect(plan.message).to.contain(`/${plan.smallestPrefix}`);
      }),
      { numRuns: 800 },
    );
    expect(refused).to.be.greaterThan(50);
    expect(() => planAddresses({ ...usual, addressSpace: "10.10.0.0/25" })).to.throw(
      AddressPlanError,
      "need a /23",
    );
  });

  it("fits into every space that is larger than one it fits into", () => {
    forPlans((_, request) => {
      for (let prefix = parseCidr(request.addressSpace).prefix - 1; prefix >= 8; prefix -= 1) {
        expect(tryPlan({ ...request, addressSpace: `10.0.0.0/${prefix}` })).to.not.be.instanceOf(
          AddressPlanError,
        );
      }
    });
  });

  it("says so when no address space would do", () => {
    const request = { ...usual, userNodes: 20_000_000 };
    expect(() => planAddresses(request)).to.throw(
      AddressPlanError,
      "so is any address space that Azure offers",
    );
  });

  it("rounds the surge of every pool up to whole nodes, and counts each pool twice while one replaces the other", () => {
    expect(withSurge(3)).to.equal(4);
    expect(withSurge(100)).to.equal(133);
    expect(mostNodes([3, 100])).to.equal(2 * (4 + 133));
    // 2 + 1, twice: 59 usable addresses hold nine pools of two, but not ten.
    const scarce = { ...usual, addressSpace: "10.10.0.0/23" };
    const nine = planAddresses({ ...scarce, userNodes: Array<number>(9).fill(2) });
    const ten = planAddresses({ ...scarce, userNodes: Array<number>(10).fill(2) });
    expect(nine.subnets.userNodes).to.equal("10.10.0.0/26");
    expect(ten.subnets.userNodes).to.equal("10.10.0.0/25");
  });

  it("counts the addresses of pods in the batches in which nodes take them", () => {
    expect(podAddresses([{ maxCount: 1, maxPods: 8 }])).to.equal(2 * 2 * 16);
    expect(podAddresses([{ maxCount: 1, maxPods: 9 }])).to.equal(2 * 2 * 32);
    expect(podAddresses([{ maxCount: 3, maxPods: 110 }])).to.equal(2 * 4 * 128);
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
    expect(() => planAddresses({ ...usual, podAddresses: -2 })).to.throw(
      RangeError,
      "-2 is not a number of addresses",
    );
  });
});
