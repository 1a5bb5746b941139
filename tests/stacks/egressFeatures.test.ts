import { expect } from "chai";
import { runStamp, ofType } from "../support/stacks.ts";
import type { StackRun } from "../support/runStack.ts";

type Values = Readonly<Record<string, unknown>>;

interface Rule {
  readonly name: string;
  readonly targetFqdns?: readonly string[];
  readonly fqdnTags?: readonly string[];
  readonly destinationFqdns?: readonly string[];
}

/** Everything that can need hosts of its own, switched on. */
const everything = {
  features: {
    azurePolicy: true,
    containerInsights: true,
    managedPrometheus: true,
    defender: true,
    keda: true,
  },
  firewall: {
    aksFqdnTag: true,
    furtherFeatures: ["cluster-extensions"],
    allowedHosts: ["api.example.com", { host: "smtp.example.com", protocol: "Tcp", port: 587 }],
  },
};

const stampValues = ({ features, firewall }: typeof everything): Values => ({
  cluster: { features },
  firewall,
});
const without = (feature: keyof (typeof everything)["features"]): Values =>
  stampValues({ ...everything, features: { ...everything.features, [feature]: false } });
const withFirewall = (changes: Values): Values =>
  stampValues({ ...everything, firewall: { ...everything.firewall, ...changes } });

/** What is switched off, and what the firewall no longer lets through: rules that go, with hosts nobody else needs. */
const rows: readonly { what: string; values: Values; rules: readonly string[]; hosts: readonly string[] }[] =
  [
    {
      what: "cluster.features.azurePolicy",
      values: without("azurePolicy"),
      rules: ["policy-addon", "policy-telemetry"],
      hosts: ["data.policy.core.windows.net", "store.policy.core.windows.net"],
    },
    {
      what: "cluster.features.containerInsights",
      values: without("containerInsights"),
      rules: ["logs-control", "logs-ingestion"],
      hosts: ["*.ingest.monitor.azure.com", "eastus.monitoring.azure.com"],
    },
    {
      what: "cluster.features.managedPrometheus",
      values: without("managedPrometheus"),
      rules: ["metrics-ingestion"],
      hosts: ["*.metrics.ingest.monitor.azure.com"],
    },
    {
      what: "cluster.features.defender",
      values: without("defender"),
      rules: ["defender-sensor"],
      hosts: ["*.cloud.defender.microsoft.com"],
    },
    { what: "cluster.features.keda", values: without("keda"), rules: [], hosts: [] },
    {
      what: "firewall.aksFqdnTag",
      values: withFirewall({ aksFqdnTag: false }),
      rules: ["aks-tag"],
      hosts: ["AzureKubernetesService"],
    },
    {
      what: "firewall.furtherFeatures",
      values: withFirewall({ furtherFeatures: [] }),
      rules: ["extensions"],
      hosts: ["eastus.dp.kubernetesconfiguration.azure.com"],
    },
    {
      what: "firewall.allowedHosts",
      values: withFirewall({ allowedHosts: [] }),
      rules: ["workload-https-443-api-example-com", "workload-tcp-587-smtp-example-com"],
      hosts: ["api.example.com", "smtp.example.com"],
    },
  ];

/** All rules of the stamp's firewall, by name. */
function rulesOf(run: StackRun): Map<string, Rule> {
  const groups = ofType(run, "network:FirewallPolicyRuleCollectionGroup");
  const rules = groups.flatMap(({ inputs }) =>
    (inputs["ruleCollections"] as { rules: Rule[] }[]).flatMap((collection) => collection.rules),
  );
  return new Map(rules.map((rule) => [rule.name, rule]));
}

const hostsOf = (run: StackRun): Set<string> =>
  new Set(
    [...rulesOf(run).values()].flatMap(({ targetFqdns = [], fqdnTags = [], destinationFqdns = [] }) => [
      ...targetFqdns,
      ...fqdnTags,
      ...destinationFqdns,
    ]),
  );

/** What the network has beside rules: firewall, policy, addresses, subnets, routes. */
const networkOf = (run: StackRun): unknown[] =>
  [
    "AzureFirewall",
    "FirewallPolicy",
    "IpGroup",
    "PublicIPAddress",
    "VirtualNetwork",
    "Subnet",
    "RouteTable",
  ].flatMap((type) => ofType(run, `network:${type}`).map(({ name, inputs }) => ({ name, inputs })));

describe("a feature that is switched off", function () {
  let full: StackRun;
  before(async () => {
    full = await runStamp("stamp-eastus", { values: stampValues(everything) });
  });

  for (const { what, values, rules, hosts } of rows) {
    it(`${what}: takes its rules off the firewall, and nothing else`, async () => {
      const run = await runStamp("stamp-eastus", { values });
      const [before, after] = [rulesOf(full), rulesOf(run)];
      expect([...before.keys()].filter((name) => !after.has(name)).sort()).to.deep.equal(rules);
      for (const [name, rule] of after) expect(rule, name).to.deep.equal(before.get(name));
      expect([...hostsOf(full)].filter((host) => !hostsOf(run).has(host))).to.have.members([...hosts]);
      expect(networkOf(run)).to.deep.equal(networkOf(full));
    });
  }
});
