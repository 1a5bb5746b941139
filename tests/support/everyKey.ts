import { expect } from "chai";
import type { z } from "zod";
import { globalConfigSchema } from "../../config/schema/global.ts";
import { opsConfigSchema } from "../../config/schema/ops.ts";
import { stampConfigSchema } from "../../config/schema/stamp.ts";
import { flips as globalFlips } from "./flips/global.ts";
import { flips as opsFlips } from "./flips/ops.ts";
import { flips as stampFlips } from "./flips/stamp.ts";
import { leafKeys, obviousFlip, valueAt, withValueAt, type Flip } from "./flips.ts";
import type { StackRun } from "./runStack.ts";
import { runStack } from "./runStack.ts";
import { globalRun, opsRun, runOps, runStamp, stampRun } from "./stacks.ts";

type Values = Record<string, unknown>;

interface Kind {
  readonly schema: z.ZodType;
  readonly flips: Readonly<Record<string, Flip>>;
  readonly committed: () => Promise<StackRun>;
  readonly run: (values: Values) => Promise<StackRun>;
}

const kinds = {
  stamp: {
    schema: stampConfigSchema,
    flips: stampFlips,
    committed: stampRun,
    run: (values: Values) => runStamp("stamp-eastus", { values }),
  },
  global: {
    schema: globalConfigSchema,
    flips: globalFlips,
    committed: globalRun,
    run: (values: Values) => runStack("global", { values }),
  },
  ops: {
    schema: opsConfigSchema,
    flips: opsFlips,
    committed: opsRun,
    run: (values: Values) => runOps("ops-eastus", { values }),
  },
} satisfies Record<string, Kind>;

/** Everything of a run that reaches the engine. */
const registered = ({ resources }: StackRun): string =>
  JSON.stringify(resources.filter(({ custom }) => custom).toSorted((a, b) => a.urn.localeCompare(b.urn)));

/** The first step of a key's path: the section of the configuration it belongs to. */
const sectionOf = (path: string): string => path.split(/[.[]/)[0] ?? path;

/**
 * Flips the keys of a kind of stack in turn: each has to change what is registered. Several files share the keys of a
 * kind, so that they can run side by side.
 *
 * @param share whether the keys of a section are this file's.
 */
export function everyKey(kind: keyof typeof kinds, share: (section: string) => boolean): void {
  const { schema, flips, committed, run }: Kind = kinds[kind];
  const keys = leafKeys(schema).filter(({ path }) => share(sectionOf(path)));
  const runs = new Map<string, Promise<StackRun>>();
  /** Runs that keys share are made once. */
  const runOnce = (values: Values): Promise<StackRun> => {
    const text = JSON.stringify(values);
    const known = runs.get(text) ?? run(values);
    runs.set(text, known);
    return known;
  };

  it("has a description", () => {
    expect(keys).not.to.have.length(0);
    expect(keys.filter(({ description }) => !description).map(({ path }) => path)).to.deep.equal([]);
  });

  it("has no flip for a key that does not exist", () => {
    const paths = new Set(keys.map(({ path }) => path));
    const stated = Object.keys(flips).filter((path) => share(sectionOf(path)));
    expect(stated.filter((path) => !paths.has(path))).to.deep.equal([]);
  });

  for (const key of keys) {
    it(`${key.path} changes what is registered`, async () => {
      const usual = (await committed()).context.config as unknown as Values;
      const stated = flips[key.path];
      const given = Object.entries(stated?.given ?? {});
      const before = given.reduce((values, [path, value]) => withValueAt(values, path, value), usual);
      const flip = stated ?? obviousFlip(key, valueAt(before, key.path));
      if (flip === undefined) throw new Error(`tests/support/flips/${kind}.ts names no other value.`);
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
}
