import { expect } from "chai";
import { opsWorkbook } from "../../../lib/ops/workbook.ts";
import { analyse } from "../../support/kusto.ts";

interface Query {
  readonly name: string;
  readonly content: { readonly query?: string; readonly crossComponentResources?: readonly string[] };
}

const source = {
  workspaceId: "/regional",
  globalWorkspaceId: "/global",
  addressSpace: "10.8.0.0/21",
  firewall: true,
};
const queriesOf = (firewall: boolean): Query[] =>
  (opsWorkbook("ops-eastus", { ...source, firewall }).items as readonly Query[]).filter(
    ({ content }) => content.query !== undefined,
  );

describe("the workbook of an operations network", () => {
  for (const { name, content } of queriesOf(true))
    it(`asks for ${name} in tables and columns that there are`, () => {
      expect(analyse(content.query ?? "").errors).to.deep.equal([]);
    });

  it("asks each workspace for what it has", () => {
    const places = Object.fromEntries(
      queriesOf(true).map(({ name, content }) => [name, content.crossComponentResources?.[0]]),
    );
    expect(places).to.deep.equal({
      sessions: "/regional",
      denied: "/regional",
      allowed: "/regional",
      // The activity log of the subscription goes to the global workspace.
      changes: "/global",
    });
  });

  it("asks for no firewall's log where there is none", () => {
    expect(queriesOf(false).map(({ name }) => name)).to.deep.equal(["sessions", "changes"]);
  });
});
