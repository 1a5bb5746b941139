import { expect } from "chai";
import { loadConfig } from "../../config/load.ts";
import { parseStackName } from "../../config/stackName.ts";
import type { UserError } from "../../config/userError.ts";
import { frontDoorLimits } from "../../lib/edge/frontDoorLimits.ts";
import { originState } from "../../lib/edge/weight.ts";
import { chunks } from "../../lib/edge/securityHeaders.ts";
import { projectRoot } from "../support/runStack.ts";
import { refusal } from "./support.ts";

type Values = Record<string, unknown>;

const global = { ...parseStackName("global"), kind: "global" as const };
const stamp = { ...parseStackName("stamp-eastus"), kind: "stamp" as const };

const refusedFrontDoor = (frontDoor: Values): UserError =>
  refusal(() => loadConfig(projectRoot, global, { location: "eastus", frontDoor }));
const refusedEdge = (edge: Values): UserError =>
  refusal(() =>
    loadConfig(projectRoot, stamp, {
      location: "eastus",
      network: { addressSpace: "10.10.0.0/20" },
      edge,
    }),
  );

const condition = { variable: "RequestUri", operator: "Contains", values: ["x"] };
const rule = (changes: Values = {}): Values => ({
  name: "One",
  priority: 1,
  conditions: [condition],
  ...changes,
});
const rules = (...customRules: Values[]): Values => ({ waf: { customRules } });

const refusals: readonly (readonly [title: string, frontDoor: Values, message: RegExp])[] = [
  [
    "a timeout that Azure does not take",
    { originResponseTimeoutSeconds: 241 },
    /originResponseTimeoutSeconds/,
  ],
  [
    "additional latency of 0, at which weights mean nothing",
    { health: { additionalLatencyMilliseconds: 0 } },
    /additionalLatencyMilliseconds/,
  ],
  [
    "more good answers than probes",
    { health: { sampleSize: 2, successfulSamplesRequired: 3 } },
    /3 good answers cannot come out of 2/,
  ],
  [
    "a version of the rule set that is not supported",
    { waf: { defaultRuleSetVersion: "1.0" } },
    /defaultRuleSetVersion/,
  ],
  ["a rule with a hyphen in its name", rules(rule({ name: "a-b" })), /begins with a letter/],
  ["two rules of one name", rules(rule(), rule({ priority: 2 })), /Two rules have one name/],
  ["two rules of one priority", rules(rule(), rule({ name: "Two" })), /Two rules have one priority/],
  ["the priority of the limit per client", rules(rule({ priority: 10_000 })), /priority/],
  ["a rule without conditions", rules(rule({ conditions: [] })), /needs a condition/],
  [
    "eleven conditions",
    rules(rule({ conditions: Array.from({ length: 11 }, () => condition) })),
    /conditions/,
  ],
  [
    "eleven values",
    rules(
      rule({ conditions: [{ ...condition, values: Array.from({ length: 11 }, (_, index) => `v${index}`) }] }),
    ),
    /11 values are too many.*10/,
  ],
  [
    "nothing to compare with",
    rules(rule({ conditions: [{ ...condition, values: [] }] })),
    /nothing to compare with/,
  ],
  [
    "an address compared as text",
    rules(rule({ conditions: [{ ...condition, variable: "RemoteAddr" }] })),
    /RemoteAddr cannot be compared by Contains/,
  ],
  [
    "a selector where nothing can be selected",
    rules(rule({ conditions: [{ ...condition, selector: "x" }] })),
    /RequestUri takes no selector/,
  ],
  [
    "six rules with regular expressions",
    rules(
      ...Array.from({ length: 6 }, (_, index) =>
        rule({ name: `R${index}`, priority: index + 1, conditions: [{ ...condition, operator: "RegEx" }] }),
      ),
    ),
    /More than 5 rules have regular expressions/,
  ],
  [
    "the same managed rule twice",
    { waf: { overrides: [1, 2].map(() => ({ group: "SQLI", rule: "942100" })) } },
    /overridden twice/,
  ],
  ["a header with a line break", { securityHeaders: { frameOptions: "DENY\n" } }, /printable ASCII/],
  ["a wildcard domain", { customDomains: [{ hostName: "*.example.com" }] }, /wildcard.*one by one/s],
  [
    "a domain of Front Door's own",
    { customDomains: [{ hostName: "x.z01.azurefd.net" }] },
    /Front Door itself/,
  ],
  ["a URL for a domain", { customDomains: [{ hostName: "https://www.example.com" }] }, /not a host name/],
  [
    "a domain twice",
    { customDomains: [{ hostName: "www.example.com" }, { hostName: "www.example.com" }] },
    /listed twice/,
  ],
  [
    "a private zone for a domain",
    {
      customDomains: [
        {
          hostName: "www.example.com",
          dnsZoneId:
            "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/privateDnsZones/example.com",
        },
      ],
    },
    /public DNS zone/,
  ],
];

describe("the configuration of Front Door", () => {
  for (const [title, frontDoor, message] of refusals) {
    it(`refuses ${title}`, () => {
      const error = refusedFrontDoor(frontDoor);
      expect(error.message).to.match(message);
      expect(error.message).to.match(/^Pulumi\.global\.yaml: frontDoor\./);
    });
  }

  it("refuses origins that Front Door cannot have", () => {
    expect(refusedEdge({ weight: -1 }).message).to.contain("edge.weight");
    expect(refusedEdge({ weight: 1001 }).message).to.contain("edge.weight");
    // The last priority is the sorry page's.
    expect(refusedEdge({ priority: 5 }).message).to.contain("edge.priority");
    expect(refusedEdge({ originHostName: "Not A Name" }).message).to.contain("not a host name");
  });

  it("takes a weight of 0 for a drained stamp", () => {
    expect(originState({ enabled: true, weight: 0 })).to.deep.equal({ enabledState: "Disabled", weight: 1 });
    expect(originState({ enabled: false, weight: 300 })).to.deep.equal({
      enabledState: "Disabled",
      weight: 300,
    });
    expect(originState({ enabled: true, weight: 1 })).to.deep.equal({ enabledState: "Enabled", weight: 1 });
  });

  it("cuts headers into rules that Azure takes", () => {
    expect(chunks([1, 2, 3, 4, 5, 6], frontDoorLimits.actionsPerRule)).to.deep.equal([[1, 2, 3, 4, 5], [6]]);
    expect(chunks([], 5)).to.deep.equal([]);
  });
});
