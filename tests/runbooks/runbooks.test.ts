import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { parseConfig } from "../../config/parseConfig.ts";
import { globalConfigSchema } from "../../config/schema/global.ts";
import { stampConfigSchema } from "../../config/schema/stamp.ts";
import { alertCatalogue } from "../../lib/alerts/catalogue.ts";
import { alertsOfRunbook, alertsWithRunbook, runbookFolder, runbookOf } from "../../lib/alerts/runbooks.ts";
import { prometheusGroups } from "../../lib/observability/prometheusRules.ts";
import { checkCommand } from "../docs/commands.ts";
import { analyse } from "../support/kusto.ts";
import tables from "./data/logTables.json" with { type: "json" };
import { blocks, commandsOf, index, pages } from "./pages.ts";

const form = ["When", "Who may", "Before", "Steps", "How to know it worked", "Way back"];
const root = path.resolve(import.meta.dirname, "..", "..");
const names = pages.map(({ name }) => name);

describe("runbooks", function () {
  this.timeout(120_000);

  for (const { name, text } of pages) {
    it(`${name} has the form that all have`, () => {
      const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
      expect(headings).to.deep.equal(form);
      for (const part of text.split(/^## .+$/m).slice(1)) expect(part.trim()).not.to.equal("");
    });
  }

  it("stand in the index, each once, with the alerts that they answer", () => {
    for (const name of names) {
      const rows = index.filter((line) => line.includes(`](${name}.md)`));
      expect(rows, name).to.have.length(1);
      for (const alert of alertsOfRunbook(name))
        expect(rows[0], name).to.contain(alert === "user-flow" ? "user-flow-*" : `\`${alert}\``);
    }
  });

  it("name every alert that leads to them", () => {
    for (const { name, text } of pages) {
      const [, when = ""] = text.split(/^## .+$/m);
      const alerts = alertsOfRunbook(name);
      if (alerts.length === 0) continue;
      expect(
        alerts.some((alert) => when.includes(alert)) || when.includes("web test"),
        `${name}: none of ${alerts.join(", ")}`,
      ).to.equal(true);
    }
  });

  it("point at pages and headings that exist", () => {
    const slug = (heading: string) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-");
    for (const { name, text } of [...pages, { name: "README", text: index.join("\n") }]) {
      for (const [, target = ""] of text.matchAll(/\]\(([^)\s]+\.md[^)\s]*)\)/g)) {
        const [file = "", anchor] = target.split("#");
        const content = readFileSync(path.join(root, runbookFolder, file), "utf8");
        if (anchor === undefined) continue;
        const headings = [...content.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => slug(heading));
        expect(headings, `${name} → ${target}`).to.include(anchor);
      }
    }
  });
});

describe("alerts", () => {
  it("have a runbook each, and no runbook answers an alert that there is not", () => {
    const known = [
      ...alertCatalogue.map(({ id }) => id),
      ...prometheusGroups.flatMap(({ alerts }) => alerts.map(({ alert }) => alert)),
      "user-flow",
    ];
    expect([...alertsWithRunbook].sort()).to.deep.equal([...new Set(known)].sort());
    for (const id of known) expect(names).to.include(path.basename(runbookOf(id), ".md"));
    expect(() => runbookOf("nobody-knows")).to.throw(RangeError, /'nobody-knows' has no runbook/);
  });
});

/** What runbooks use besides the tools whose commands tests/docs knows one by one. */
const furtherTools = ["grep", "nslookup", "openssl", "sed", "tcpdump"];
const knownTools = ["npx", "npm", "az", "pulumi", "kubectl", "helm", ...furtherTools];

describe("what runbooks tell to type", () => {
  for (const page of pages) {
    it(`${page.name}: exists`, () => {
      for (const command of commandsOf(page)) {
        expect(knownTools, command).to.include(command.split(" ")[0]);
        expect(checkCommand(command), command).to.equal(undefined);
      }
    });
  }

  it("uses every tool that is listed as known", () => {
    const used = new Set(pages.flatMap(commandsOf).map((command) => command.split(" ")[0]));
    expect(furtherTools.filter((tool) => !used.has(tool))).to.deep.equal([]);
  });

  it("has no query that names a table or column which does not exist", () => {
    const { _meta, ...further } = tables;
    expect(_meta.source).not.to.equal("");
    const health = {
      columns: {
        Node: "string",
        Title: "string",
        State: "string",
        Value: "real",
        Yellow: "real",
        Red: "real",
      },
    };
    const known = { ...further, StampHealthChecks: health };
    for (const page of pages)
      for (const query of blocks(page, "kusto"))
        expect(analyse(query, known).errors, `${page.name}: ${query}`).to.deep.equal([]);
    expect(analyse("Usage | where Nothing > 1", known).errors).to.have.length(1);
  });

  it("has no configuration that a stack file would not take", () => {
    const stamp = { location: "eastus", network: { addressSpace: "10.10.0.0/20" } };
    const found = pages.flatMap((page) => blocks(page, "yaml"));
    expect(found.length).to.be.greaterThan(2);
    for (const text of found) {
      const given = Object.entries(parse(text) as Record<string, unknown>);
      const values = Object.fromEntries(given.map(([key, value]) => [key.replace("bulkhead:", ""), value]));
      const ofStamp = Object.keys(values).every((key) => key in stampConfigSchema.shape);
      if (!ofStamp) parseConfig(globalConfigSchema, { location: "eastus", ...values }, "a runbook");
      else parseConfig(stampConfigSchema, { ...stamp, ...values }, "a runbook");
    }
  });
});
