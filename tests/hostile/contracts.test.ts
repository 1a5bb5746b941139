import fc from "fast-check";
import { expect } from "chai";
import type { z } from "zod";
import { globalContractSchema } from "../../contracts/global.ts";
import { opsContractSchema } from "../../contracts/ops.ts";
import { readContract, type ContractSource } from "../../contracts/reference.ts";
import { stampContractSchema } from "../../contracts/stamp.ts";
import { globalContract, opsRun, stampRun } from "../support/stacks.ts";
import { fuzz } from "./support/runs.ts";
import { refusalOf } from "./support/refusals.ts";
import { hostileValue, ownKeys, trickyKeys } from "./support/values.ts";

type Contract = Record<string, unknown>;
type Schema = z.ZodObject<{ version: z.ZodLiteral<number> }>;

const source = (value: unknown): ContractSource => ({ getOutputDetails: () => Promise.resolve({ value }) });
const read = (value: unknown, schema: Schema) =>
  readContract(source(value), "global", schema, "pulumi up -s global");

type Way = readonly (string | number)[];

/** Every place of a value: sections, lists and what is in them. */
function places(value: unknown, way: Way): Way[] {
  if (typeof value !== "object" || value === null) return [way];
  const inner = Object.entries(value).flatMap(([key, at]) =>
    places(at, [...way, Array.isArray(value) ? Number(key) : key]),
  );
  return [way, ...inner];
}

/** A copy with another value at a place, or, for undefined, without that place. */
function changed(value: unknown, [step, ...rest]: Way, instead: unknown): unknown {
  if (step === undefined) return instead;
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === step ? changed(item, rest, instead) : item));
  const entries = Object.entries(value as Contract).map(
    ([key, at]) => [key, key === step ? changed(at, rest, instead) : at] as const,
  );
  return ownKeys(entries.filter(([, at]) => at !== undefined));
}

describe("hostile contracts", () => {
  const kinds: [name: string, schema: Schema, sound: () => Promise<unknown>][] = [
    ["global", globalContractSchema, globalContract],
    ["ops", opsContractSchema, async () => (await opsRun()).contract],
    ["stamp", stampContractSchema, async () => (await stampRun()).contract],
  ];
  for (const [name, schema, sound] of kinds) {
    it(`of a ${name} stack are refused with the stack and the command, wherever they are wrong`, async () => {
      const contract = await sound();
      expect(await refusalOf(() => read(contract, schema))).to.equal(undefined);
      const cases = fc.record({
        way: fc.constantFrom(...places(contract, [])),
        instead: fc.option(hostileValue, { nil: undefined }),
      });
      await fuzz(150, cases, async ({ way, instead }) => {
        const refusal = await refusalOf(() => read(changed(contract, way, instead), schema));
        if (refusal === undefined) return;
        expect(refusal.message).to.match(/[Ss]tack 'global'/);
        expect(refusal.message).to.match(/Run `pulumi up -s global`|Update this program|Take the secret out/);
        // What is missing or wrong is named by its place, but for the version and for what is no contract at all.
        if (way.length > 0 && way[0] !== "version") expect(refusal.message).to.contain(String(way[0]));
      });
    });
  }

  it("with keys that nobody knows give none of them on", async () => {
    const contract = await globalContract();
    await fuzz(100, fc.tuple(fc.constantFrom(...trickyKeys), hostileValue), async ([key, value]) => {
      const odd = ownKeys([...Object.entries(contract), [key, value]]);
      const taken = await read(odd, globalContractSchema);
      expect(Object.keys(taken).sort()).to.deep.equal(Object.keys(contract).sort());
      expect(Object.getPrototypeOf(taken)).to.equal(Object.prototype);
    });
  });
});
