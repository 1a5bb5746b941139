import { expect } from "chai";
import fc from "fast-check";
import { stampWaves, usualCanary, usualLimits, wavesOf, type FleetStack } from "../../../cli/fleet/waves.ts";
import { regions } from "../../../lib/regions.ts";

const locations = [...regions.values()].filter(({ zones, restricted }) => zones && !restricted);

function stamp(region: string, more: Partial<FleetStack> & { generation?: string } = {}): FleetStack {
  const { generation, ...rest } = more;
  return {
    stack: ["stamp", region, generation].filter((part) => part !== undefined).join("-"),
    kind: "stamp",
    region,
    pair: regions.get(region)?.pair ?? undefined,
    enabled: true,
    traffic: 0,
    ...rest,
  };
}

/** As many stamps as wanted, in different regions first. */
function fleet(count: number): FleetStack[] {
  return Array.from({ length: count }, (_, index) => {
    const region = locations[index % locations.length]?.location ?? "";
    const round = Math.floor(index / locations.length);
    return stamp(region, {
      ...(round === 0 ? {} : { generation: String.fromCharCode(97 + round) }),
      traffic: 1 / count,
    });
  });
}

const names = (waves: FleetStack[][]) => waves.map((wave) => wave.map(({ stack }) => stack));

describe("waves of stamps", () => {
  it("begin with one stamp, and take half of the platform at most", () => {
    const two = [stamp("westeurope", { traffic: 0.5 }), stamp("eastus", { traffic: 0.5 })];
    expect(names(stampWaves(two, two, usualLimits))).to.deep.equal([["stamp-eastus"], ["stamp-westeurope"]]);
    const four = ["eastus", "japaneast", "uksouth", "westeurope"].map((at) => stamp(at, { traffic: 0.25 }));
    expect(names(stampWaves(four, four, usualLimits))).to.deep.equal([
      ["stamp-eastus"],
      ["stamp-japaneast", "stamp-uksouth"],
      ["stamp-westeurope"],
    ]);
  });

  it("begin with the stamp that is missed least", () => {
    const busy = stamp("eastus", { traffic: 0.9 });
    const quiet = stamp("westeurope", { traffic: 0.1 });
    const drained = stamp("uksouth", { enabled: false });
    expect(usualCanary([busy, quiet])).to.equal(quiet);
    expect(usualCanary([busy, quiet, drained])).to.equal(drained);
    expect(usualCanary([])).to.equal(undefined);
  });

  it("keep the two regions of a pair and the generations of a region apart", () => {
    const pair = [
      stamp("uksouth", { enabled: false }),
      stamp("eastus", { enabled: false }),
      stamp("westus", { enabled: false }),
      stamp("eastus", { enabled: false, generation: "b" }),
    ];
    expect(names(stampWaves(pair, pair, usualLimits, pair[0]))).to.deep.equal([
      ["stamp-uksouth"],
      ["stamp-eastus"],
      ["stamp-eastus-b"],
      ["stamp-westus"],
    ]);
  });

  it("count all stamps of the environment, not only those that are deployed", () => {
    const all = ["eastus", "japaneast", "uksouth", "westeurope"].map((at) => stamp(at, { traffic: 0.25 }));
    const selected = all.slice(1);
    expect(names(stampWaves(all, selected, { maxPerWave: 10, maxPercent: 25 }))).to.deep.equal([
      ["stamp-japaneast"],
      ["stamp-uksouth"],
      ["stamp-westeurope"],
    ]);
  });

  it("take one stamp that has more than its share of the requests alone", () => {
    const all = [
      stamp("eastus", { traffic: 0.8 }),
      stamp("uksouth", { traffic: 0.1 }),
      stamp("westeurope", { traffic: 0.1 }),
    ];
    expect(names(stampWaves(all, all, { maxPerWave: 10, maxPercent: 70 }))).to.deep.equal([
      ["stamp-uksouth"],
      ["stamp-eastus"],
      ["stamp-westeurope"],
    ]);
  });

  it("have every stamp once and never break a limit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 120 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.boolean(), { minLength: 120, maxLength: 120 }),
        (count, maxPerWave, maxPercent, enabled) => {
          const all = fleet(count).map((item, index) =>
            enabled[index] === true ? item : { ...item, enabled: false, traffic: 0 },
          );
          const waves = stampWaves(all, all, { maxPerWave, maxPercent });
          expect(waves.flat().toSorted((a, b) => (a.stack < b.stack ? -1 : 1))).to.deep.equal(
            all.toSorted((a, b) => (a.stack < b.stack ? -1 : 1)),
          );
          expect(waves[0]).to.have.length(1);
          const serving = all.filter((item) => item.enabled).length;
          for (const wave of waves) {
            expect(wave.length).to.be.within(1, maxPerWave);
            const touched = wave.filter((item) => item.enabled);
            if (touched.length > 1) expect(touched.length / serving).to.be.at.most(maxPercent / 100);
            for (const one of wave)
              for (const other of wave)
                if (one !== other) {
                  expect(one.region).to.not.equal(other.region);
                  expect(one.pair).to.not.equal(other.region);
                }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("waves of an environment", () => {
  const global = stamp("eastus", { stack: "global", kind: "global", enabled: false });
  const ops = stamp("eastus", { stack: "ops-eastus", kind: "ops", enabled: false });
  const stamps = [stamp("eastus", { traffic: 0.5 }), stamp("westeurope", { traffic: 0.5 })];

  it("are global, operations, content, stamps", () => {
    const waves = wavesOf([...stamps, ops, global], usualLimits);
    expect(waves.map(({ name, step }) => `${name} ${step}`)).to.deep.equal([
      "global up",
      "operations up",
      "content content",
      "stamps-1 up",
      "stamps-2 up",
    ]);
  });

  it("leave out what is not selected, and begin with the canary that is named", () => {
    const waves = wavesOf(
      [...stamps, ops, global],
      usualLimits,
      (stack) => stack.startsWith("stamp"),
      "stamp-westeurope",
    );
    expect(waves.map(({ stacks }) => stacks.map(({ stack }) => stack))).to.deep.equal([
      ["stamp-westeurope"],
      ["stamp-eastus"],
    ]);
  });

  it("split many operations networks", () => {
    const many = ["eastus", "uksouth", "westeurope"].map((at) => ({
      ...ops,
      stack: `ops-${at}`,
      region: at,
    }));
    const waves = wavesOf(many, { maxPerWave: 2, maxPercent: 50 });
    expect(waves.map(({ name, stacks }) => `${name} ${stacks.length}`)).to.deep.equal([
      "operations-1 2",
      "operations-2 1",
    ]);
  });
});
