import { expect } from "chai";
import fc from "fast-check";
import { addressPlanRequest } from "../../config/networks.ts";
import { stampConfigSchema, type StampConfig } from "../../config/schema/stamp.ts";
import { AddressPlanError, planAddresses, type AddressPlan } from "../../lib/addressPlan.ts";
import { addressCount, parseCidr } from "../../lib/cidr.ts";

interface Pool {
  readonly maxCount: number;
  readonly maxSurgePercent: number;
  readonly maxPods: number;
}

const pool = (smallest: number): fc.Arbitrary<Pool & { minCount: number }> =>
  fc.record({
    minCount: fc.constant(smallest),
    maxCount: fc.oneof(fc.integer({ min: smallest, max: 60 }), fc.integer({ min: smallest, max: 1000 })),
    maxSurgePercent: fc.integer({ min: 1, max: 33 }),
    maxPods: fc.integer({ min: 30, max: 250 }),
  });

/** Configurations as they stand in stack files, before defaults. */
const configs: fc.Arbitrary<Record<string, unknown>> = fc.record({
  location: fc.constant("eastus"),
  network: fc.record({
    addressSpace: fc.integer({ min: 8, max: 24 }).map((prefix) => `10.0.0.0/${prefix}`),
  }),
  cluster: fc.record({
    systemPool: pool(3),
    userPools: fc
      .array(pool(0), { minLength: 1, maxLength: 5 })
      .map((pools) =>
        pools.map((one, index) => ({ ...one, maxCount: Math.max(1, one.maxCount), name: `p${index}` })),
      ),
    podNetwork: fc.constantFrom("overlay", "podSubnet"),
    apiServer: fc.record({ access: fc.constantFrom("privateLink", "vnetIntegration") }),
  }),
  ingress: fc.record({ type: fc.constantFrom("none", "applicationGateway") }),
});

/** Nodes of a pool at their most: AKS rounds the surge up (azure-aks-docs upgrade-aks-node-pools-rolling.md). */
const nodesAtMost = ({ maxCount, maxSurgePercent }: Pool): number =>
  maxCount + Math.ceil((maxCount * maxSurgePercent) / 100);
const usable = (range: string | undefined): number => addressCount(parseCidr(range ?? "")) - 5;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

function planOf(config: StampConfig, regionCount: number): AddressPlan | undefined {
  try {
    return planAddresses(addressPlanRequest(config, regionCount));
  } catch (error) {
    if (error instanceof AddressPlanError) return undefined;
    throw error;
  }
}

describe("node subnets of any stamp", () => {
  it("hold every pool at its autoscaler's maximum plus surge, also while all of them are being replaced", () => {
    let planned = 0;
    fc.assert(
      fc.property(configs, fc.integer({ min: 1, max: 30 }), (values, regionCount) => {
        const config = stampConfigSchema.parse(values);
        const plan = planOf(config, regionCount);
        if (plan === undefined) return;
        planned += 1;
        const { systemPool, userPools, apiServer, podNetwork } = config.cluster;
        const endpoint = apiServer.access === "privateLink" ? 1 : 0;
        expect(usable(plan.subnets.systemNodes)).to.be.at.least(2 * nodesAtMost(systemPool) + endpoint);
        expect(usable(plan.subnets.userNodes)).to.be.at.least(2 * sum(userPools.map(nodesAtMost)));
        if (podNetwork === "overlay") return;
        const pods = [systemPool, ...userPools].map((one) => 2 * nodesAtMost(one) * one.maxPods);
        expect(usable(plan.subnets.pods)).to.be.at.least(sum(pods));
      }),
      { numRuns: 500 },
    );
    expect(planned).to.be.greaterThan(100);
  });

  it("do not move when a stamp in another region is added", () => {
    fc.assert(
      fc.property(configs, fc.integer({ min: 1, max: 30 }), (values, regionCount) => {
        const config = stampConfigSchema.parse(values);
        expect(planOf(config, regionCount + 1)).to.deep.equal(planOf(config, regionCount));
      }),
      { numRuns: 200 },
    );
  });
});
