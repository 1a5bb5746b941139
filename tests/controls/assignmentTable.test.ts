import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { assignmentTable, assignmentTableRows, locationUses } from "../../controls/assignmentTable.ts";
import { catalogue } from "../../controls/catalogue/index.ts";
import { policyUseProblems } from "../../controls/policyDefinitions.ts";

describe("controls/assignmentTable", () => {
  it("is what the program reads: otherwise run `npm run derived`", () => {
    const path = join(import.meta.dirname, "../../lib/policy/data/assignments.json");
    expect(readFileSync(path, "utf8")).to.equal(assignmentTable());
  });

  it("has a row for every definition that a control names, and no other but the locations", () => {
    const uses = catalogue.flatMap(({ id, azurePolicy }) =>
      azurePolicy.map(({ definition, effect }) => `${id} ${definition} ${effect}`),
    );
    const rows = assignmentTableRows().map(
      ({ control, definition, effect }) => `${control} ${definition} ${effect}`,
    );
    expect(rows.filter((row) => !row.startsWith("allowed-locations "))).to.deep.equal(uses);
    expect(rows).to.have.length(uses.length + locationUses.length);
  });

  it("tells the assignments of one control apart", () => {
    for (const { id, azurePolicy } of catalogue.filter((control) => control.azurePolicy.length > 1)) {
      const parts = azurePolicy.map(({ part }) => part);
      expect(parts, id).to.not.include(undefined);
      expect(new Set(parts).size, id).to.equal(parts.length);
      for (const part of parts) expect(part, id).to.match(/^[a-z]+(-[a-z]+)*$/);
    }
  });

  it("names definitions of locations as Azure does; the locations themselves are the program's", () => {
    expect(locationUses.flatMap(policyUseProblems).join(" ")).to.equal(
      "'Allowed locations' needs the parameter listOfAllowedLocations. 'Allowed locations for resource groups' needs the parameter listOfAllowedLocations.",
    );
  });
});
