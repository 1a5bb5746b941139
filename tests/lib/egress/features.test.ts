import { expect } from "chai";
import { egressFor } from "../../../lib/egress/catalogue.ts";
import { egressContext, egressFeatures, type EgressSwitches } from "../../../lib/egress/features.ts";
import { changed, switches, withFeatures } from "./support.ts";

/** Everything a stamp may reach: hosts with protocol and port, tags by their name. */
function reachable(config: EgressSwitches): Set<string> {
  return new Set(
    egressFor(egressFeatures(config), egressContext(config)).flatMap(({ rules }) =>
      rules.flatMap(({ hosts, fqdnTags = [], protocol, port }) => [
        ...hosts.map((host) => `${protocol} ${host}:${port}`),
        ...fqdnTags,
      ]),
    ),
  );
}

const https = (...hosts: string[]): string[] => hosts.map((host) => `Https ${host}:443`);
const control = https(
  "global.handler.control.monitor.azure.com",
  "westeurope.handler.control.monitor.azure.com",
);
const core = https(
  "management.azure.com",
  "mcr.microsoft.com",
  "*.data.mcr.microsoft.com",
  "mcr-0001.mcr-msedge.net",
  "packages.microsoft.com",
  "packages.aks.azure.com",
);
const insights = https(
  "*.ods.opinsights.azure.com",
  "*.oms.opinsights.azure.com",
  "*.ingest.monitor.azure.com",
  "westeurope.monitoring.azure.com",
);
const agentTelemetry = https("dc.services.visualstudio.com");

interface Row {
  readonly what: string;
  readonly more: EgressSwitches;
  readonly less: EgressSwitches;
  /** What the first may reach and the second may not. */
  readonly hosts: readonly string[];
}

const off = { azurePolicy: false, containerInsights: false, managedPrometheus: false, defender: false };
const feature = (
  name: keyof EgressSwitches["cluster"]["features"],
  others: Partial<EgressSwitches["cluster"]["features"]>,
  hosts: readonly string[],
): Row => ({
  what: `cluster.features.${name}${Object.keys(others).length > 0 ? " alone" : ""}`,
  more: withFeatures({ ...others, [name]: true }),
  less: withFeatures({ ...others, [name]: false }),
  hosts,
});

const rows: readonly Row[] = [
  feature("azurePolicy", {}, https("data.policy.core.windows.net", "store.policy.core.windows.net")),
  feature("azurePolicy", off, [
    ...https("data.policy.core.windows.net", "store.policy.core.windows.net"),
    ...agentTelemetry,
  ]),
  feature("containerInsights", {}, insights),
  feature("containerInsights", off, [...insights, ...control, ...agentTelemetry]),
  feature("managedPrometheus", {}, https("*.metrics.ingest.monitor.azure.com")),
  feature("managedPrometheus", off, [...https("*.metrics.ingest.monitor.azure.com"), ...control]),
  feature("defender", {}, https("*.cloud.defender.microsoft.com")),
  feature(
    "defender",
    off,
    https("*.cloud.defender.microsoft.com", "*.ods.opinsights.azure.com", "*.oms.opinsights.azure.com"),
  ),
  feature("keda", {}, []),
  feature("costAnalysis", {}, []),
  feature("diskCsiDriver", {}, []),
  feature("fileCsiDriver", {}, []),
  feature("blobCsiDriver", {}, []),
  feature("nodeProvisioning", {}, []),
  {
    what: "firewall.aksFqdnTag",
    more: switches(),
    less: changed("firewall", { aksFqdnTag: false }),
    hosts: ["AzureKubernetesService"],
  },
  {
    what: "certificate.issuer: acme",
    more: changed("certificate", {
      issuer: "acme",
      acme: { server: "https://acme.example.com/directory" },
    }),
    less: switches(),
    hosts: https("acme.example.com"),
  },
  {
    what: "firewall.furtherFeatures: cluster-extensions",
    more: changed("firewall", { furtherFeatures: ["cluster-extensions"] }),
    less: switches(),
    hosts: https("westeurope.dp.kubernetesconfiguration.azure.com"),
  },
  {
    what: "firewall.allowedHosts",
    more: changed("firewall", {
      allowedHosts: [
        "api.example.com",
        { host: "smtp.example.com", protocol: "Tcp", port: 587, inspected: false },
      ],
    }),
    less: switches(),
    hosts: [...https("api.example.com"), "Tcp smtp.example.com:587"],
  },
  {
    what: "cluster.egress: firewall instead of networkIsolated",
    more: switches(),
    less: changed("cluster", { egress: "networkIsolated" }),
    hosts: [...core, "AzureKubernetesService"],
  },
  {
    what: "privateLinkScope.enabled: false instead of true",
    more: switches(),
    less: { ...switches(), privateLinkScope: { enabled: true } },
    hosts: [
      ...insights,
      ...control,
      ...https(
        "*.metrics.ingest.monitor.azure.com",
        "*.in.applicationinsights.azure.com",
        "westeurope.livediagnostics.monitor.azure.com",
        "api.loganalytics.azure.com",
        "api.loganalytics.io",
      ),
    ],
  },
  {
    what: "a public API server",
    more: changed("cluster", { apiServer: { access: "public" } }),
    less: switches(),
    hosts: https("*.hcp.westeurope.azmk8s.io"),
  },
  {
    what: "Ubuntu nodes patched in place",
    more: changed("cluster", {
      userPools: [{ osSku: "AzureLinux3" }, { osSku: "Ubuntu" }],
      upgrades: { nodeOsChannel: "SecurityPatch" },
    }),
    less: changed("cluster", { userPools: [{ osSku: "AzureLinux3" }, { osSku: "Ubuntu" }] }),
    hosts: [
      "Http security.ubuntu.com:80",
      "Http azure.archive.ubuntu.com:80",
      "Http changelogs.ubuntu.com:80",
      ...https("snapshot.ubuntu.com"),
    ],
  },
  {
    what: "Azure Linux nodes patched in place",
    more: changed("cluster", { upgrades: { nodeOsChannel: "SecurityPatch" } }),
    less: switches(),
    hosts: [],
  },
];

describe("egress by configuration", () => {
  for (const { what, more, less, hosts } of rows) {
    it(`${what}: its hosts come and go with it, and no others`, () => {
      const with_ = reachable(more);
      const without = reachable(less);
      expect([...with_].filter((host) => !without.has(host))).to.have.members([...hosts]);
      expect([...without].filter((host) => !with_.has(host))).to.deep.equal([]);
    });
  }

  it("has a row for every switch of the features", () => {
    for (const name of Object.keys(switches().cluster.features))
      expect(rows.map(({ what }) => what)).to.include(`cluster.features.${name}`);
  });

  it("lets pods sign in whatever is off: without a token they read no secret", () => {
    const bare = withFeatures(off);
    const isolated = { ...bare, cluster: { ...bare.cluster, egress: "networkIsolated" } };
    expect(reachable(isolated)).to.include("Https login.microsoftonline.com:443");
  });

  it("leaves an isolated cluster with private telemetry nothing but the sign-in", () => {
    const bare = withFeatures(off);
    const isolated = {
      ...bare,
      cluster: { ...bare.cluster, egress: "networkIsolated" },
      privateLinkScope: { enabled: true },
    };
    expect([...reachable(isolated)]).to.deep.equal(["Https login.microsoftonline.com:443"]);
  });
});
