import { mkdtempSync, rmSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { Bench } from "../../chaos/bench.ts";
import type { Sequence } from "../../chaos/model.ts";
import { Place } from "../../chaos/place.ts";
import { carryOut } from "../../chaos/run.ts";
import { keptSequences } from "../../chaos/seeds.ts";
import { resultText } from "../../chaos/text.ts";
import { engineMissing } from "./kit.ts";

/** The same deployment in trouble, so that one clean run serves for all. `npm run chaos` has the random ones. */
const slice: readonly Sequence[] = [
  {
    seed: 1,
    start: "global",
    steps: [
      {
        action: { action: "up" },
        kills: [{ kill: "azure", operations: 100, milliseconds: 50 }],
        faults: [{ fault: "operation-failed", type: "Microsoft.Network/virtualNetworks/subnets", after: 2 }],
      },
      {
        action: { action: "up" },
        kills: [{ kill: "engine", operations: 20, milliseconds: 0 }],
        faults: [{ fault: "link-recreated", after: 0 }],
      },
    ],
  },
];

describe("chaos", function () {
  this.timeout(1_200_000);
  let folder: string;
  let place: Place;
  let bench: Bench;

  before(async function () {
    if ((await engineMissing()) !== undefined) this.skip();
    folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-chaos-"));
    bench = new Bench(folder, "snapshots", () => undefined);
    place = new Place();
  });
  after(async () => {
    await place?.remove();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  for (const sequence of [...slice, ...keptSequences.filter(({ inSuite }) => inSuite)]) {
    it(`converges after sequence ${sequence.seed}`, async () => {
      const result = await carryOut(sequence, place, bench, () => undefined);
      const isKept = keptSequences.some(({ seed }) => seed === sequence.seed);
      expect(result.findings, resultText(result, isKept)).to.deep.equal([]);
    });
  }
});
