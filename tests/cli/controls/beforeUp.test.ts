import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { refuseViolations } from "../../../cli/controls/beforeUp.ts";
import type { EvaluationRequest } from "../../../cli/controls/evaluateStacks.ts";
import { fingerprint } from "../../../cli/controls/remembered.ts";
import { controlsReport, type ControlsReport } from "../../../cli/controls/report.ts";
import { parseStackName } from "../../../config/stackName.ts";
import { UserError } from "../../../config/userError.ts";
import { catalogue } from "../../../controls/catalogue/index.ts";
import { evaluate } from "../../../controls/evaluate.ts";
import type { Resource } from "../../../controls/types.ts";
import { ourResources } from "../../controls/support/graph.ts";
import { rejection } from "../../support/rejection.ts";

const settings = { controls: {}, today: "2026-11-21" };

function reportOf(resources: readonly Resource[]): ControlsReport {
  return controlsReport({
    controls: catalogue,
    evaluation: evaluate(catalogue, resources, settings),
    settings,
    source: "the programs, run in process",
    stacks: [...new Set(resources.map(({ stack }) => stack))],
    resources: resources.length,
  });
}

describe("cli/controls/beforeUp", () => {
  let root: string;
  let said: string[];
  let asked: EvaluationRequest[];
  beforeEach(() => {
    root = mkdtempSync(path.join(os.tmpdir(), "bulkhead-before-up-"));
    mkdirSync(path.join(root, "stacks"));
    writeFileSync(path.join(root, "stacks", "stamp.ts"), "one");
    writeFileSync(path.join(root, "Pulumi.global.yaml"), "config: {}");
    said = [];
    asked = [];
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function before(
    report: () => ControlsReport,
    only?: readonly string[],
  ): Promise<ControlsReport | undefined> {
    return refuseViolations({
      only,
      root,
      say: (line) => said.push(line),
      evaluate: (request) => {
        asked.push(request);
        return Promise.resolve(report());
      },
    });
  }

  for (const [what, kind, values, control] of [
    [
      "a public API server",
      "stamp",
      { cluster: { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/24"] } } },
      "cluster-private-api-server",
    ],
    ["a firewall in one zone", "stamp", { zones: ["1"] }, "network-firewall-zones"],
  ] as const) {
    it(`stops for ${what} before anything is created, and says which control and why`, async () => {
      const report = reportOf(await ourResources(kind, values));
      const error = await rejection(before(() => report));
      expect(error).to.be.instanceOf(UserError);
      expect(error.message).to.match(
        /violations? of mandatory controls; nothing was created\. Mend the stack files/,
      );
      expect(said.some((line) => line.startsWith(`mandatory ${control}: stamp-eastus `))).to.equal(true);
    });
  }

  it("lets our own stacks pass, and does not ask a second time for the same program", async () => {
    const report = reportOf(await ourResources("stamp"));
    await before(() => report);
    expect((await before(() => report))?.evaluated).to.equal(report.evaluated);
    expect(asked).to.have.length(1);
    writeFileSync(path.join(root, "stacks", "stamp.ts"), "two");
    await before(() => report);
    expect(asked).to.have.length(2);
    expect(said).to.have.length(2);
  });

  it("asks again another day, for other stacks, and for another configuration", () => {
    const prints = new Set([
      fingerprint(root, {}, "2026-11-21"),
      fingerprint(root, {}, "2026-11-22"),
      fingerprint(root, { only: ["global"] }, "2026-11-21"),
    ]);
    writeFileSync(path.join(root, "policy-config.json"), "{}");
    prints.add(fingerprint(root, {}, "2026-11-21"));
    writeFileSync(path.join(root, "Pulumi.global.yaml"), "config: { a: b }");
    prints.add(fingerprint(root, {}, "2026-11-21"));
    expect(prints.size).to.equal(5);
  });

  it("leaves out other stamps, and controls over all stacks, where one stamp is chosen", async () => {
    await before(() => reportOf([]), ["stamp-eastus"]);
    const { choose, controls } = asked[0] ?? {};
    const names = ["global", "stamp-eastus", "stamp-westeurope"];
    expect(names.filter((name) => choose?.(parseStackName(name)))).to.deep.equal(["global", "stamp-eastus"]);
    expect(controls?.every(({ scope }) => scope !== "platform")).to.equal(true);
  });

  it("leaves it to the policy pack where a program does not run without Azure", async () => {
    const report = await before(() => {
      throw new UserError({ file: "Pulumi.global.yaml", problem: "It does not run.", remedy: "See." });
    });
    expect(report).to.equal(undefined);
    expect(said.slice(1)).to.deep.equal([
      "The controls could not be evaluated beforehand: It does not run. The policy pack decides.",
    ]);
  });

  it("does not go on with a policy configuration that is wrong", async () => {
    const wrong = new UserError({ file: "policy-config.json", problem: "No.", remedy: "Mend it." });
    const error = await rejection(
      before(() => {
        throw wrong;
      }),
    );
    expect(error).to.equal(wrong);
  });

  it("evaluates nothing where the policy configuration disables every control, and says so", async () => {
    const config = path.join(root, "policy-config.json");
    writeFileSync(config, JSON.stringify({ all: "disabled" }));
    expect(await before(() => reportOf([]))).to.equal(undefined);
    expect(asked).to.deep.equal([]);
    expect(said).to.deep.equal(["policy-config.json disables every control: nothing is held against them."]);
    writeFileSync(config, JSON.stringify({ all: "disabled", "network-firewall-zones": "advisory" }));
    await before(() => reportOf([]));
    expect(asked).to.have.length(1);
  });
});
