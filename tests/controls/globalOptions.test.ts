import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { evaluate } from "../../controls/evaluate.ts";
import { ourResources } from "./support/graph.ts";

const cache = {
  cacheRules: [
    {
      name: "cache-redis",
      source: "docker.io/library/redis",
      target: "mirror/redis",
      credentials: "docker-hub",
    },
  ],
  credentials: [
    {
      name: "docker-hub",
      loginServer: "docker.io",
      usernameSecret: "docker-user",
      passwordSecret: "docker-password",
    },
  ],
};
const governance = {
  sentinel: { enabled: true },
  ddos: { create: true },
  entraLogs: { enabled: true },
  locks: { enabled: true },
};

/** Options of the global stack, and the mandatory controls that stand against them unless a policy configuration exempts them. */
const options: readonly (readonly [title: string, values: object, against: readonly string[]])[] = [
  ["caches of other registries", { registry: cache }, []],
  ["Sentinel, a DDoS plan, logs of the tenant and locks", governance, []],
  ["a domain of one's own", { frontDoor: { customDomains: [{ hostName: "www.example.com" }] } }, []],
  ["no Azure Policy", { policy: { enabled: false } }, []],
  [
    "Azure Policy that enforces, changes resources and remediates",
    { policy: { enforcement: "Default", remediation: { enabled: true, tasks: true } } },
    [],
  ],
  ["no Defender plans", { defender: { enabled: false } }, []],
  [
    "a region without zones for the database",
    { cosmos: { zoneRedundant: { westeurope: false } } },
    ["data-zone-redundant"],
  ],
  ["periodic backups", { cosmos: { backup: { mode: "periodic" } } }, ["data-cosmos-backup"]],
  [
    "an activity log in part",
    { activityLogs: { categories: ["Administrative"] } },
    ["operations-activity-log"],
  ],
  [
    "pages without a policy for scripts",
    { frontDoor: { securityHeaders: { contentSecurityPolicy: "" } } },
    ["edge-security-headers"],
  ],
  ["logs for a month", { logs: { retentionInDays: 30 } }, ["operations-log-retention"]],
];

describe("controls and the options of the global stack", () => {
  for (const [title, values, against] of options) {
    it(against.length === 0 ? `have nothing against ${title}` : `refuse ${title}`, async () => {
      const mandatory = catalogue.filter(
        ({ scope, enforcement }) => scope !== "platform" && enforcement === "mandatory",
      );
      const resources = await ourResources("global", values);
      const { findings } = evaluate(mandatory, resources, { controls: {}, today: "2026-11-21" });
      expect([...new Set(findings.map(({ control }) => control))].toSorted()).to.deep.equal(against);
    });
  }
});
