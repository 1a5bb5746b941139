import { expect } from "chai";
import type { z } from "zod";
import { globalConfigSchema } from "../../config/schema/global.ts";
import { stampConfigSchema } from "../../config/schema/stamp.ts";
import { flips as globalFlips } from "../support/flips/global.ts";
import { flips as stampFlips } from "../support/flips/stamp.ts";
import { leafKeys, obviousFlip, valueAt, withValueAt, type Flip } from "../support/flips.ts";
import type { StackRun } from "../support/runStack.ts";
import { runStack } from "../support/runStack.ts";
import { globalRun, runStamp, stampRun } from "../support/stacks.ts";

type Values = Record<string, unknown>;

interface Kind {
  readonly name: string;
  readonly schema: z.ZodType;
  readonly flips: Readonly<Record<string, Flip>>;
  readonly committed: () => Promise<StackRun>;
  readonly run: (values: Values) => Promise<StackRun>;
}

const kinds: readonly Kind[] = [
  {
    name: "stamp",
    schema: stampConfigSchema,
    flips: stampFlips,
    committed: stampRun,
    run: (values) => runStamp("stamp-eastus", { values }),
  },
  {
    name: "global",
    schema: globalConfigSchema,
    flips: globalFlips,
    committed: globalRun,
    run: (values) => runStack("global", { values }),
  },
];

/** Everything of a run that reaches the engine. */
const registered = ({ resources }: StackRun): string =>
  JSON.stringify(resources.filter(({ custom }) => custom).toSorted((a, b) => a.urn.localeCompare(b.urn)));

for (const { name, schema, flips, committed, run } of kinds) {
  describe(`every key of a ${name} stack`, function () {
    this.timeout(30_000);

    const keys = leafKeys(schema);
    const runs = new Map<string, Promise<StackRun>>();
    /** Runs that keys share are made once. */
    const runOnce = (values: Values): Promise<StackRun> => {
      const text = JSON.stringify(values);
      const known = runs.get(text) ?? run(values);
      runs.set(text, known);
      return known;
    };

    it("has a description", () => {
      expect(keys.filter(({ description }) => !description).map(({ path }) => path)).to.deep.equal([]);
    });

    it("has no flip for a key that does not exist", () => {
      const paths = new Set(keys.map(({ path }) => path));
      expect(Object.keys(flips).filter((path) => !paths.has(path))).to.deep.equal([]);
    });

    for (const key of keys) {
      it(`${key.path} changes what is registered`, async () => {
        const usual = (await committed()).context.config as unknown as Values;
        const stated = flips[key.path];
        const given = Object.entries(stated?.given ?? {});
        const before = given.reduce((values, [path, value]) => withValueAt(values, path, value), usual);
        const flip = stated ?? obviousFlip(key, valueAt(before, key.path));
        if (flip === undefined) throw new Error(`tests/support/flips/${name}.ts names no other value.`);
        expect(valueAt(before, key.path), "the value in force").not.to.deep.equal(flip.to);

        const changed = withValueAt(before, key.path, flip.to);
        if (flip.refused !== undefined) {
          const refusal = await run(changed).then(() => undefined, String);
          expect(refusal).to.match(flip.refused);
          return;
        }
        const after = await run(changed);
        const unchanged = given.length === 0 ? await committed() : await runOnce(before);
        const seen = flip.inContract ? ({ contract }: StackRun) => JSON.stringify(contract) : registered;
        expect(seen(after) === seen(unchanged), "no input differs").to.equal(false);
      });
    }
  });
}
