import { expect } from "chai";
import fc from "fast-check";
import { longestPoolName, poolIdentity, systemPools, type FixedPoolProperties } from "../../lib/nodePools.ts";

const fixed: FixedPoolProperties = {
  vmSize: "Standard_D4ds_v5",
  availabilityZones: ["1", "2", "3"],
  osDiskType: "Ephemeral",
  maxPods: 110,
  enableEncryptionAtHost: false,
  enableFIPS: false,
  trustedLaunch: true,
  scaleSetPriority: "Regular",
  podSubnet: false,
  grouped: false,
};

describe("names of node pools", () => {
  it("are what AKS takes, for every name and size", () => {
    const base = fc.stringMatching(new RegExp(`^[a-z][a-z0-9]{0,${longestPoolName - 1}}$`));
    fc.assert(
      fc.property(base, fc.string(), fc.integer({ min: 10, max: 250 }), (name, vmSize, maxPods) => {
        const made = poolIdentity(name, { ...fixed, vmSize, maxPods }).name;
        expect(made).to.match(/^[a-z][a-z0-9]{0,11}$/);
        expect(made.startsWith(name)).to.equal(true);
      }),
    );
  });

  it("differ with everything that cannot be changed, and with nothing else", () => {
    const usual = poolIdentity("workload", fixed).name;
    expect(poolIdentity("workload", { ...fixed, osDiskSizeGB: undefined }).name).to.equal(usual);
    const others: Partial<FixedPoolProperties>[] = [
      { vmSize: "Standard_D8ds_v5" },
      { availabilityZones: ["1", "2"] },
      { osDiskType: "Managed" },
      { osDiskSizeGB: 64 },
      { maxPods: 60 },
      { enableEncryptionAtHost: true },
      { enableFIPS: true },
      { trustedLaunch: false },
      { scaleSetPriority: "Spot" },
      { podSubnet: true },
      { grouped: true },
    ];
    const names = others.map((change) => poolIdentity("workload", { ...fixed, ...change }).name);
    expect(new Set([usual, ...names]).size).to.equal(others.length + 1);
  });

  it("do not depend on the order of the properties", () => {
    const reversed = Object.fromEntries(Object.entries(fixed).reverse()) as unknown as FixedPoolProperties;
    expect(poolIdentity("workload", reversed).name).to.equal(poolIdentity("workload", fixed).name);
  });
});

describe("system pools", () => {
  const first = poolIdentity("system", fixed);
  const second = poolIdentity("system", { ...fixed, vmSize: "Standard_D8ds_v5" });

  it("begin as one, in the cluster's own request", () => {
    expect(systemPools(first, undefined)).to.deep.equal({
      inline: first,
      inlineIsRetired: false,
      successor: undefined,
    });
  });

  it("stay as they are while nothing that is fixed changes", () => {
    expect(systemPools(first, { inline: first, pools: [first.name] }).successor).to.equal(undefined);
  });

  it("are two for one deployment, then the first is emptied", () => {
    const added = systemPools(second, { inline: first, pools: [first.name] });
    expect(added).to.deep.equal({ inline: first, inlineIsRetired: false, successor: second });
    const moved = systemPools(second, { inline: first, pools: [first.name, second.name] });
    expect(moved).to.deep.equal({ inline: first, inlineIsRetired: true, successor: second });
  });

  it("come back to the first", () => {
    const back = systemPools(first, { inline: first, pools: [first.name, second.name] });
    expect(back).to.deep.equal({ inline: first, inlineIsRetired: false, successor: undefined });
  });

  it("are never without one that works, whatever follows what", () => {
    const wanted = fc.array(fc.constantFrom("Standard_D2ds_v5", "Standard_D4ds_v5", "Standard_D8ds_v5"), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(wanted, (sizes) => {
        let last: Parameters<typeof systemPools>[1];
        for (const vmSize of sizes) {
          const plan = systemPools(poolIdentity("system", { ...fixed, vmSize }), last);
          // AKS would refuse a new pool in the cluster's request.
          if (last) expect(plan.inline).to.deep.equal(last.inline);
          if (plan.inlineIsRetired) expect(last?.pools).to.include(plan.successor?.name);
          last = {
            inline: plan.inline,
            pools: [plan.inline.name, ...(plan.successor ? [plan.successor.name] : [])],
          };
        }
      }),
    );
  });
});
