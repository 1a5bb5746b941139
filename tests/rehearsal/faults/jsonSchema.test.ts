import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { Ajv } from "ajv";
import { expect } from "chai";
import { UserError } from "../../../config/userError.ts";
import { catalogue } from "../../../rehearsal/faults/catalogue.ts";
import { parseFaults } from "../../../rehearsal/faults/file.ts";
import { faultsSchemaText } from "../../../rehearsal/faults/jsonSchema.ts";
import type { FaultRow, Parameter } from "../../../rehearsal/faults/model.ts";

const root = path.resolve(import.meta.dirname, "..", "..", "..");
const schema = JSON.parse(faultsSchemaText()) as object;
const fits = new Ajv({ strict: false }).compile(schema);

/** Whether the program takes a fault file; what else goes wrong is not hidden. */
function isTaken(content: unknown): boolean {
  try {
    parseFaults(content, "faults.yaml");
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Values at the bounds of a parameter, and just behind them. */
function valuesOf({ choices, least, most }: Parameter): unknown[] {
  if (choices !== undefined) return [...choices, ...choices.map(Number), "neither", 7, null];
  if (least !== undefined && most !== undefined)
    return [least, most, least - 1, most + 1, least + 0.5, `${least}`];
  return ["westeurope", "", 3];
}

/** Fault files of one row: the shortest one, and those with one key set to something. */
function filesOf(row: FaultRow): unknown[] {
  const parameters = Object.entries<Parameter>(row.parameters);
  const needed = parameters.filter(([, parameter]) => parameter.default === undefined);
  const shortest = { fault: row.id, ...Object.fromEntries(needed.map(([key]) => [key, "westeurope"])) };
  const { fault: _, ...nameless } = shortest;
  return [
    shortest,
    nameless,
    { ...shortest, fault: row.id.toUpperCase() },
    { ...shortest, unheardOf: 1 },
    ...["create", "update", "delete", "read"].map((operation) => ({ ...shortest, operation })),
    ...[0, 1, 100_000, 100_001, -1].flatMap((count) => [
      { ...shortest, after: count },
      { ...shortest, times: count },
    ]),
    ...parameters.flatMap(([key, parameter]) =>
      valuesOf(parameter).map((value) => ({ ...shortest, [key]: value })),
    ),
    ...needed.map(([key]) => Object.fromEntries(Object.entries(shortest).filter(([other]) => other !== key))),
  ].map((entry) => ({ faults: [entry] }));
}

describe("the JSON Schema of fault files", () => {
  for (const row of catalogue) {
    it(`takes and refuses what the program does: ${row.id}`, () => {
      const files = filesOf(row);
      expect(files.filter((file) => fits(file))).to.deep.equal(files.filter(isTaken));
      expect(files.filter(isTaken)).not.to.be.empty;
      expect(files.filter((file) => !isTaken(file))).not.to.be.empty;
    });
  }

  it("takes and refuses what the program does, around the faults", () => {
    const entry = { fault: "throttling" };
    const files = [
      {},
      [],
      { faults: [] },
      { faults: entry },
      { faults: [entry, entry] },
      { faults: [entry], more: 1 },
      { faults: Array.from({ length: 200 }, () => entry) },
      { faults: Array.from({ length: 201 }, () => entry) },
    ];
    expect(files.filter((file) => fits(file))).to.deep.equal(files.filter(isTaken));
    expect(files.filter(isTaken)).to.have.length(3);
  });

  it("is named by every example, for editors", () => {
    const folder = path.join(root, "docs", "examples", "faults");
    const examples = readdirSync(folder).filter((file) => file.endsWith(".yaml"));
    expect(examples).not.to.be.empty;
    for (const example of examples)
      expect(readFileSync(path.join(folder, example), "utf8").split("\n")[0], example).to.equal(
        "# yaml-language-server: $schema=../../../config/schemas/faults.json",
      );
  });
});
