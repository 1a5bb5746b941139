import { expect } from "chai";
import { parse } from "yaml";
import { firewall as firewallKeys } from "../../../config/schema/stamp/firewall.ts";
import type { Advice } from "../../../graph/reachability/advice.ts";
import { ask } from "../../../graph/reachability/ask.ts";
import type { Properties } from "../../../lib/properties.ts";
import {
  Sketch,
  addresses,
  collection,
  deployment,
  hosts,
  ids,
  networkPolicy,
  rule,
  toFirewall,
} from "../support/sketch.ts";

const stack = "stamp-eastus";

/** A deployment whose pods bear the name that the workload's chart gives them. */
function component(name: string, namespace = "w"): Properties {
  const labels = { app: name, "app.kubernetes.io/name": name };
  return {
    ...deployment(name, 8080, namespace),
    spec: { template: { metadata: { labels }, spec: { containers: [] } } },
  };
}

/** Pods may ask for names and reach nobody else. */
const namesOnly = networkPolicy("names-only", {
  podSelector: {},
  policyTypes: ["Egress"],
  egress: [{ to: [{ namespaceSelector: {}, podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }] }],
});

interface StampSketch {
  readonly allowed?: readonly Properties[];
  readonly parent?: readonly Properties[];
  readonly objects?: readonly Properties[];
  readonly rules?: readonly Properties[];
  readonly publicAddress?: boolean;
}

/** A stamp whose nodes leave through a firewall that allows what is given. */
function stamp({
  allowed = [],
  parent,
  objects = [],
  rules,
  publicAddress = true,
}: StampSketch = {}): Sketch {
  return new Sketch(stack)
    .network("n", "10.1.0.0/16")
    .subnet("n", "snet-nodes", "10.1.0.0/24", {
      routes: [toFirewall],
      ...(rules === undefined ? {} : { rules }),
    })
    .firewall("n", "10.1.9.0/26", allowed, {
      ...(parent === undefined ? {} : { parent }),
      publicAddress,
    })
    .cluster("n", "snet-nodes", objects);
}

function advised(sketch: Sketch, to: string, from = "nodes"): readonly Advice[] {
  const [flow] = ask(sketch.graph(), { stack, from, to }).flows;
  return flow?.advice ?? expect.fail("nothing was judged");
}

const texts = (advice: readonly Advice[]): string[] => advice.map(({ text }) => text);
const denyOthers = rule({ priority: 4096, allow: false });
const denyOutbound = { ...denyOthers, name: "deny-all-outbound" };

/** Security groups of nodes see the addresses of pods, which ask for names. */
const betweenPods = rule({ priority: 100, to: "192.168.0.0/16" });

const stampFile = `Pulumi.${stack}.yaml`;
const policyText =
  "Add the addresses of the host to workload.networkPolicy.ranges, or set workload.networkPolicy.external to names.";

describe("what a denied flow to a public name is advised", () => {
  it("is to list the host in the file of the stack that sends", () => {
    expect(advised(stamp(), "pypi.org")).to.deep.equal([
      {
        file: stampFile,
        key: "firewall.allowedHosts",
        text: "Add pypi.org to firewall.allowedHosts.",
      },
    ]);
  });

  const entries: readonly (readonly [to: string, entry: string])[] = [
    ["db.example.com", "db.example.com"],
    ["db.example.com:80", "{ host: db.example.com, protocol: Http, port: 80 }"],
    ["db.example.com:80/udp", "{ host: db.example.com, protocol: Udp, port: 80 }"],
    ["db.example.com:443/udp", "{ host: db.example.com, protocol: Udp, port: 443 }"],
    ["db.example.com:442", "{ host: db.example.com, protocol: Tcp, port: 442 }"],
    ["db.example.com:5432", "{ host: db.example.com, protocol: Tcp, port: 5432 }"],
    ["time.example.com:123/udp", "{ host: time.example.com, protocol: Udp, port: 123 }"],
    ["db.example.com:64000", "{ host: db.example.com, protocol: Tcp, port: 64000 }"],
  ];
  for (const [to, entry] of entries)
    it(`names ${to} as ${entry}, which the configuration takes`, () => {
      expect(texts(advised(stamp(), to))).to.deep.equal([`Add ${entry} to firewall.allowedHosts.`]);
      expect(firewallKeys.safeParse({ allowedHosts: [parse(entry) as unknown] }).success).to.equal(true);
    });

  it("is nothing for ports and protocols that the configuration has no entry for", () => {
    expect(advised(stamp(), "db.example.com:64001")).to.deep.equal([]);
    expect(advised(stamp(), "db.example.com:1/icmp")).to.deep.equal([]);
    const entry = { host: "db.example.com", protocol: "Tcp", port: 64001 };
    expect(firewallKeys.safeParse({ allowedHosts: [entry] }).success).to.equal(false);
  });

  it("names the entries of the egress catalogue that need the host as well", () => {
    const told = (host: string) => texts(advised(stamp(), host)).join();
    expect(told("security.ubuntu.com")).to.equal(
      "Add security.ubuntu.com to firewall.allowedHosts (ubuntu-patches of the egress catalogue needs it as well).",
    );
    expect(told("login.microsoftonline.com")).to.equal(
      "Add login.microsoftonline.com to firewall.allowedHosts (workload-identity, aks-core of the egress catalogue needs it as well).",
    );
    // A star of the catalogue stands for any name below; a region is one label, wherever it stands.
    expect(told("eastus.data.mcr.microsoft.com")).to.contain("(aks-images of the egress catalogue");
    expect(told("eastus.handler.control.monitor.azure.com")).to.contain(
      "(container-insights, managed-prometheus of the egress catalogue",
    );
    expect(told("aks-1.hcp.eastus.azmk8s.io")).to.contain("(public-api-server of the egress catalogue");
    expect(told("hcp.eastus.azmk8s.io")).to.equal("Add hcp.eastus.azmk8s.io to firewall.allowedHosts.");
    expect(told("ubuntu.com")).to.equal("Add ubuntu.com to firewall.allowedHosts.");
  });

  it("says why a host that leads to anybody's account cannot be listed", () => {
    expect(advised(stamp(), "other.vault.azure.net")).to.deep.equal([
      {
        file: stampFile,
        key: "firewall.allowedHosts",
        text:
          "It cannot be listed as firewall.allowedHosts: other.vault.azure.net belongs to Key Vault, which the platform reaches by " +
          "private endpoint; through the firewall it leads to anybody's account. Remove it, and give the account a private endpoint " +
          "in the stamp's network.",
      },
    ]);
  });

  it("is the same where the subnet's last rule stops what the firewall's rules open no port for", () => {
    const shut = stamp({ rules: [denyOutbound] });
    expect(texts(advised(shut, "db.example.com:5432"))).to.deep.equal([
      "Add { host: db.example.com, protocol: Tcp, port: 5432 } to firewall.allowedHosts.",
    ]);
  });

  it("is nothing where another rule of a security group stops it", () => {
    expect(advised(stamp({ rules: [denyOthers] }), "pypi.org")).to.deep.equal([]);
  });

  it("is that no stamp can overrule a rule that denies the host for all of them", () => {
    const parent = [collection("malware", hosts("pypi.org"), "Deny")];
    expect(advised(stamp({ parent, allowed: [collection("web", hosts("*"))] }), "pypi.org")).to.deep.equal([
      {
        file: "Pulumi.global.yaml",
        key: "firewallPolicy",
        text: "malware-rule denies it for all stamps; no key of a stamp overrides that.",
      },
    ]);
    const ranges = [collection("nowhere", addresses("*"), "Deny")];
    expect(texts(advised(stamp({ parent: ranges }), "pypi.org"))).to.deep.equal([
      "nowhere-rule denies it for all stamps; no key of a stamp overrides that.",
    ]);
  });

  it("is nothing where rules let the host through and the firewall has no address to go out with", () => {
    const mute = stamp({ allowed: [collection("web", hosts("pypi.org"))], publicAddress: false });
    expect(ask(mute.graph(), { stack, from: "nodes", to: "pypi.org" }).denied).to.equal(true);
    expect(advised(mute, "pypi.org")).to.deep.equal([]);
  });

  it("is nothing where the flow is allowed", () => {
    const open = stamp({ allowed: [collection("web", hosts("pypi.org"))] });
    expect(ask(open.graph(), { stack, from: "nodes", to: "pypi.org" }).allowed).to.equal(true);
    expect(advised(open, "pypi.org")).to.deep.equal([]);
  });

  it("is nothing for addresses: keys name hosts", () => {
    expect(advised(stamp(), "198.51.100.7")).to.deep.equal([]);
    expect(advised(stamp(), "internet")).to.deep.equal([]);
  });

  it("is nothing for a name that a private zone answers, or nobody does", () => {
    const named = stamp()
      .vault("kv")
      .subnet("n", "snet-private-endpoints", "10.1.1.0/24", {
        rules: [
          { ...rule({ priority: 100, allow: false, direction: "Inbound" }), name: "deny-all-outbound" },
        ],
        more: { privateEndpointNetworkPolicies: "Enabled" },
      })
      .endpoint(
        "n",
        "snet-private-endpoints",
        "pe",
        {
          id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv",
          group: "vault",
        },
        { zone: "privatelink.vaultcore.azure.net" },
      )
      .zone("privatelink.vaultcore.azure.net", ["n"]);
    const [flow] = ask(named.graph(), { stack, from: "nodes", to: "kv.vault.azure.net" }).flows;
    expect([flow?.verdict.allowed, flow?.verdict.stoppedBy?.stage]).to.deep.equal([false, "security group"]);
    expect(flow?.advice).to.deep.equal([]);
    expect(advised(stamp(), "kv.privatelink.vaultcore.azure.net")).to.deep.equal([]);
  });

  it("is nothing for who sends from outside", () => {
    const shut = stamp().vault("kv");
    expect(ask(shut.graph(), { from: "internet", to: "kv.vault.azure.net" }).denied).to.equal(true);
    expect(advised(shut, "kv.vault.azure.net", "internet")).to.deep.equal([]);
  });

  describe("for pods of the workload", () => {
    const objects = [component("catalog-api"), component("printer"), deployment("bare", 8080), namesOnly];

    it("is the policy alone where the firewall lets the host through", () => {
      const sketch = stamp({ objects, allowed: [collection("web", hosts("pypi.org"))] });
      expect(advised(sketch, "pypi.org", "pod:catalog-api")).to.deep.equal([
        { file: stampFile, key: "workload.networkPolicy", text: policyText },
      ]);
    });

    it("is the policy, then the firewall that stands behind it", () => {
      const advice = advised(stamp({ objects }), "pypi.org", "pod:catalog-api");
      expect(advice.map(({ file, key }) => [file, key])).to.deep.equal([
        [stampFile, "workload.networkPolicy"],
        [stampFile, "firewall.allowedHosts"],
      ]);
      expect(texts(advice)).to.deep.equal([policyText, "Add pypi.org to firewall.allowedHosts."]);
    });

    it("is the policy, then the security group behind it", () => {
      expect(
        texts(advised(stamp({ objects, rules: [betweenPods, denyOutbound] }), "pypi.org", "pod:catalog-api")),
      ).to.deep.equal([policyText, "Add pypi.org to firewall.allowedHosts."]);
    });

    it("is both where the nodes of one pool alone are stopped behind the policy", () => {
      const pools = stamp({ objects, allowed: [collection("web", hosts("pypi.org"))] })
        .subnet("n", "snet-more", "10.1.2.0/24", {
          routes: [toFirewall],
          rules: [betweenPods, denyOutbound],
        })
        .add("containerservice:AgentPool", "more", `${ids.cluster("aks")}/agentPools/more`, {
          vnetSubnetID: ids.subnet("n", "snet-more"),
        });
      expect(texts(advised(pools, "pypi.org", "pod:catalog-api"))).to.deep.equal([
        policyText,
        "Add pypi.org to firewall.allowedHosts.",
      ]);
    });

    it("is the policy alone where a rule for all stamps denies the host besides", () => {
      const parent = [collection("malware", hosts("pypi.org"), "Deny")];
      expect(texts(advised(stamp({ objects, parent }), "pypi.org", "pod:catalog-api"))).to.deep.equal([
        policyText,
      ]);
    });

    it("is the firewall alone where policies let the host through", () => {
      expect(
        texts(advised(stamp({ objects: [component("catalog-api")] }), "pypi.org", "pod:catalog-api")),
      ).to.deep.equal(["Add pypi.org to firewall.allowedHosts."]);
    });

    it("is nothing but for HTTPS, which is all that the key opens", () => {
      const told = (to: string) => advised(stamp({ objects }), to, "pod:catalog-api");
      expect(told("pypi.org:80")).to.deep.equal([]);
      expect(told("pypi.org:443/udp")).to.deep.equal([]);
    });

    it("is nothing for pods of other charts, whose policies the key does not write", () => {
      expect(advised(stamp({ objects }), "pypi.org", "pod:printer")).to.deep.equal([]);
      expect(advised(stamp({ objects }), "pypi.org", "pod:bare")).to.deep.equal([]);
    });

    it("is nothing for pods where neither a policy nor the way out stops them", () => {
      const sketch = stamp({ objects: [component("catalog-api")], rules: [betweenPods, denyOthers] });
      expect(ask(sketch.graph(), { stack, from: "pod:catalog-api", to: "pypi.org" }).denied).to.equal(true);
      expect(advised(sketch, "pypi.org", "pod:catalog-api")).to.deep.equal([]);
    });
  });
});
