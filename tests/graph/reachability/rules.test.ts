import { expect } from "chai";
import { ask } from "../../../graph/reachability/ask.ts";
import { semanticRules, semanticSources, type RuleId } from "../../../graph/reachability/semantics.ts";
import type { RuleCase } from "../support/cases.ts";
import { edgeCases, policyCases } from "./data/cluster.ts";
import { firewallCases, nameCases, serviceCases } from "./data/firewall.ts";
import { routingCases, securityGroupCases } from "./data/routing.ts";

const groups: Readonly<Record<string, readonly RuleCase[]>> = {
  routing: routingCases,
  "security groups": securityGroupCases,
  "the firewall": firewallCases,
  "names and private endpoints": nameCases,
  "services' own firewalls": serviceCases,
  "network policies": policyCases,
  "Front Door and load balancers": edgeCases,
};

describe("the rules that decide about flows", () => {
  for (const [group, cases] of Object.entries(groups)) {
    describe(group, () => {
      for (const { rule, title, graph, from, to, allowed } of cases) {
        it(`${title} (${rule})`, () => {
          const { flows } = ask(graph(), { stack: "s", from, to });
          const steps = flows.flatMap(({ verdict }) => verdict.steps);
          const told = steps.map((step) => `${step.outcome} ${step.rule}: ${step.text}`).join("\n");
          expect(
            steps.map((step) => step.rule),
            told,
          ).to.include(rule);
          expect(
            flows.map(({ verdict }) => verdict.allowed),
            told,
          ).to.deep.equal(flows.map(() => allowed));
          if (!allowed) expect(flows[0]?.verdict.stoppedBy?.outcome).to.equal("stop");
        });
      }
    });
  }

  it("have a case each", () => {
    const shown = new Set(Object.values(groups).flatMap((cases) => cases.map(({ rule }) => rule)));
    expect((Object.keys(semanticRules) as RuleId[]).filter((id) => !shown.has(id))).to.deep.equal([]);
  });

  it("name documents that are listed", () => {
    const named = new Set(Object.values(semanticRules).flatMap(({ sources }) => sources));
    expect([...named].filter((key) => semanticSources[key] === undefined)).to.deep.equal([]);
    expect(Object.keys(semanticSources).filter((key) => !named.has(key))).to.deep.equal([]);
  });
});
