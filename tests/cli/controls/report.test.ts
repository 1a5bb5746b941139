import { readFileSync } from "node:fs";
import * as path from "node:path";
import { Ajv } from "ajv";
import { expect } from "chai";
import {
  controlsReport,
  findingLines,
  reportText,
  summaryLine,
  type ControlsReport,
} from "../../../cli/controls/report.ts";
import { sarifOf } from "../../../cli/controls/sarif.ts";
import { catalogue } from "../../../controls/catalogue/index.ts";
import { evaluate, type ControlSettings } from "../../../controls/evaluate.ts";
import { exampleResources } from "../../../controls/resource.ts";
import type { ExampleResource } from "../../../controls/types.ts";
import { unknownText } from "../../../controls/unknown.ts";

const schema = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "sarif.schema.json"), "utf8"),
) as object;
/** Controls about subnets alone: others may have more to say about so bare an example. */
const controls = catalogue.filter(({ id }) => id.startsWith("network-subnet-"));
const open: ExampleResource = {
  type: "network:Subnet",
  stack: "stamp-eastus",
  name: "nodes",
  props: { subnetName: "nodes", networkSecurityGroup: { id: "/nsg" }, routeTable: { id: "/routes" } },
};

function reportOn(
  resources: readonly ExampleResource[],
  configured: Record<string, ControlSettings> = {},
): ControlsReport {
  const settings = { controls: configured, today: "2026-11-21" };
  return controlsReport({
    controls,
    evaluation: evaluate(controls, exampleResources(resources), settings),
    settings,
    source: "the programs, run in process",
    stacks: ["stamp-eastus"],
    resources: resources.length,
  });
}

const exempt = { exemptions: [{ resource: "nodes", reason: "Moves in spring.", expires: "2027-03-31" }] };

describe("cli/controls/report", () => {
  it("counts violations, and says which resource of which stack", () => {
    const report = reportOn([open]);
    expect(report.violations).to.equal(1);
    expect(summaryLine(report)).to.match(/^\d+ controls evaluated on 1 resources: 1 violation$/);
    expect(findingLines(report)).to.have.length(1);
    expect(findingLines(report)[0]).to.match(
      /^mandatory network-subnet-private: stamp-eastus nodes: .*defaultOutboundAccess/,
    );
    expect(reportText(report)).to.match(/^✖ network-subnet-private +high +mandatory +refused$/m);
  });

  it("counts advice, exemptions and what cannot be known apart", () => {
    const advisory = reportOn([open], { "network-subnet-private": { enforcement: "advisory" } });
    expect([advisory.violations, advisory.advice]).to.deep.equal([0, 1]);
    const exempted = reportOn([open], { "network-subnet-private": exempt });
    expect([exempted.violations, exempted.exempted]).to.deep.equal([0, 1]);
    expect(findingLines(exempted)[0]).to.contain("Exempted until 2027-03-31: Moves in spring.");
    const unknown = reportOn([
      { ...open, props: { ...open.props, defaultOutboundAccess: false, routeTable: { id: unknownText } } },
    ]);
    expect([unknown.violations, unknown.undecided]).to.deep.equal([0, 1]);
    expect(summaryLine(unknown)).to.contain("0 violations, 1 cannot be known yet");
  });

  it("does not evaluate a control that is disabled", () => {
    const report = reportOn([open], { "network-subnet-private": { enforcement: "disabled" } });
    expect(report.violations).to.equal(0);
    expect(report.controls.find(({ id }) => id === "network-subnet-private")?.result).to.equal("disabled");
    expect(report.evaluated).to.equal(reportOn([open]).evaluated - 1);
  });
});

interface Sarif {
  runs: {
    tool: { driver: { rules: { id: string }[] } };
    results: {
      ruleId: string;
      ruleIndex: number;
      kind: string;
      level: string;
      suppressions?: { justification: string }[];
      locations: { physicalLocation: { artifactLocation: { uri: string } } }[];
    }[];
  }[];
}

describe("cli/controls/sarif", () => {
  const validate = new Ajv({ strict: false }).compile(schema);
  const sarif = (report: ControlsReport): Sarif => sarifOf(report, controls, "0.1.0") as Sarif;

  for (const [what, report] of [
    ["a violation", reportOn([open])],
    ["an exemption", reportOn([open], { "network-subnet-private": exempt })],
    ["something unknown", reportOn([{ ...open, props: { subnetName: unknownText } }])],
    ["nothing", reportOn([])],
  ] as const) {
    it(`is valid with ${what}`, () => {
      expect(validate(sarif(report)), JSON.stringify(validate.errors)).to.equal(true);
    });
  }

  it("points every result at its rule", () => {
    const [run] = sarif(reportOn([open, { type: "network:Subnet", props: {} }])).runs;
    expect(run?.results.length).to.equal(4);
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      expect(run?.tool.driver.rules[ruleIndex]?.id).to.equal(ruleId);
  });

  it("locates a finding in the stack's file, and suppresses what is exempted", () => {
    const [result] = sarif(reportOn([open], { "network-subnet-private": exempt })).runs[0]?.results ?? [];
    expect(result?.locations[0]?.physicalLocation.artifactLocation.uri).to.equal("Pulumi.stamp-eastus.yaml");
    expect(result?.suppressions?.[0]?.justification).to.contain("Moves in spring.");
  });

  it("shows what cannot be known as open, never as a pass or a failure", () => {
    const unknown = {
      ...open,
      props: { ...open.props, defaultOutboundAccess: false, routeTable: { id: unknownText } },
    };
    const [result] = sarif(reportOn([unknown])).runs[0]?.results ?? [];
    expect([result?.kind, result?.level]).to.deep.equal(["open", "none"]);
  });
});
