import { Sketch, addresses, collection, hosts, ids, toFirewall } from "../../support/sketch.ts";
import type { RuleCase } from "../../support/cases.ts";
import type { Properties } from "../../../../lib/properties.ts";

const from = "10.1.0.10";

interface Options {
  readonly parent?: readonly Properties[];
  readonly policy?: Properties;
}

/** A subnet that sends everything to a firewall with these collections. */
const behind = (collections: readonly Properties[], options: Options = {}): Sketch =>
  new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "a", "10.1.0.0/24", { routes: [toFirewall] })
    .firewall("n", "10.1.9.0/26", collections, options);

export const firewallCases: readonly RuleCase[] = [
  {
    rule: "firewall.default-deny",
    title: "nothing is allowed by default",
    graph: () => behind([]).graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "firewall.application-rules",
    title: "an application rule names the host",
    graph: () => behind([collection("web", hosts("example.com"))]).graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "firewall.default-deny",
    title: "an application rule names its port",
    graph: () => behind([collection("web", hosts("example.com"))]).graph(),
    from,
    to: "example.com:8443",
    allowed: false,
  },
  {
    rule: "firewall.default-deny",
    title: "a star stands for labels, not for the domain itself",
    graph: () => behind([collection("web", hosts("*.example.com"))]).graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "firewall.application-rules",
    title: "a star stands for any number of labels",
    graph: () => behind([collection("web", hosts("*.example.com"))]).graph(),
    from,
    to: "a.b.example.com",
    allowed: true,
  },
  {
    rule: "firewall.default-deny",
    title: "an application rule does not name addresses",
    graph: () => behind([collection("web", hosts("*"))]).graph(),
    from,
    to: "198.51.100.7",
    allowed: false,
  },
  {
    rule: "firewall.network-rules",
    title: "a network rule comes before every application rule",
    graph: () =>
      behind([
        collection("web", hosts("example.com"), "Allow", 100),
        collection("none", addresses("*"), "Deny", 60000),
      ]).graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "firewall.network-rules",
    title: "a parent's rule comes before the child's, whatever the numbers",
    graph: () =>
      behind([collection("open", addresses("*"), "Allow", 100)], {
        parent: [collection("shut", addresses("*", ["22"]), "Deny", 60000)],
      }).graph(),
    from,
    to: "example.com:22",
    allowed: false,
  },
  {
    rule: "firewall.application-rules",
    title: "a parent denies a host that its child allows",
    graph: () =>
      behind([collection("open", hosts("example.com"))], {
        parent: [collection("shut", hosts("example.com"), "Deny")],
      }).graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "firewall.application-rules",
    title: "the lower number decides among collections",
    graph: () =>
      behind([
        collection("late", hosts("example.com"), "Deny", 300),
        collection("early", hosts("example.com"), "Allow", 200),
      ]).graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "firewall.application-rules",
    title: "the group's priority comes before that of its collections",
    graph: () =>
      behind([collection("early", hosts("example.com"), "Allow", 100)])
        .collections("child", [collection("first", hosts("example.com"), "Deny", 900)], 200)
        .graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "firewall.network-rules",
    title: "a network rule names a host where the DNS proxy is on",
    graph: () =>
      behind(
        [
          collection("time", {
            ...addresses("192.0.2.1", ["123"]),
            destinationAddresses: [],
            destinationFqdns: ["ntp.example.com"],
          }),
        ],
        { policy: { dnsSettings: { enableProxy: true } } },
      ).graph(),
    from,
    to: "ntp.example.com:123/udp",
    allowed: true,
  },
  {
    rule: "firewall.default-deny",
    title: "without the DNS proxy a network rule names no host",
    graph: () =>
      behind([
        collection("time", {
          ...addresses("192.0.2.1", ["123"]),
          destinationAddresses: [],
          destinationFqdns: ["ntp.example.com"],
        }),
      ]).graph(),
    from,
    to: "ntp.example.com:123/udp",
    allowed: false,
  },
  {
    rule: "firewall.network-rules",
    title: "IP groups stand for their addresses",
    graph: () =>
      behind([collection("group", { ...addresses("*"), sourceAddresses: [], sourceIpGroups: ["/ipgroup"] })])
        .add("network:IpGroup", "group", "/ipgroup", { ipAddresses: ["10.1.0.0/28"] })
        .graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "firewall.network-rules",
    title: "a network rule may name a service tag",
    graph: () => behind([collection("tag", addresses("AzureResourceManager"))]).graph(),
    from,
    to: "management.azure.com",
    allowed: true,
  },
  {
    rule: "firewall.application-rules",
    title: "the FQDN tag of AKS stands for the hosts that AKS documents",
    graph: () => behind([collection("aks", { ...hosts(), fqdnTags: ["AzureKubernetesService"] })]).graph(),
    from,
    to: "mcr.microsoft.com",
    allowed: true,
  },
  {
    rule: "firewall.fqdn-tags",
    title: "what else an FQDN tag stands for is not known",
    graph: () => behind([collection("aks", { ...hosts(), fqdnTags: ["AzureKubernetesService"] })]).graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "firewall.threat-intelligence",
    title: "threat intelligence comes first",
    graph: () =>
      behind([collection("web", hosts("example.com"))], { policy: { threatIntelMode: "Deny" } }).graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "firewall.intrusion-detection",
    title: "intrusion detection comes last",
    graph: () =>
      behind([collection("web", hosts("example.com"))], {
        policy: { intrusionDetection: { mode: "Deny" } },
      }).graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "firewall.own-address",
    title: "the firewall answers names",
    graph: () => behind([]).graph(),
    from,
    to: "10.1.9.4:53/udp",
    allowed: true,
  },
  {
    rule: "firewall.own-address",
    title: "the firewall answers nothing else",
    graph: () => behind([]).graph(),
    from,
    to: "10.1.9.4:443",
    allowed: false,
  },
  {
    rule: "firewall.dnat",
    title: "a translation lets the Internet in without another rule",
    graph: () =>
      behind([nat("*")])
        .subnet("n", "b", "10.1.1.0/24")
        .graph(),
    from: "internet",
    to: "10.1.1.10",
    allowed: true,
  },
  {
    rule: "internet.private",
    title: "a translation for some does not let everybody in",
    graph: () =>
      behind([nat("198.51.100.0/24")])
        .subnet("n", "b", "10.1.1.0/24")
        .graph(),
    from: "internet",
    to: "10.1.1.10",
    allowed: false,
  },
  {
    rule: "internet.own-address",
    title: "a machine with a public address is reached",
    graph: () => withCard([]).graph(),
    from: "internet",
    to: "10.1.0.10:22",
    allowed: true,
  },
  {
    rule: "internet.own-address",
    title: "a machine whose replies go to an appliance is not",
    graph: () => withCard([toFirewall]).graph(),
    from: "internet",
    to: "10.1.0.10:22",
    allowed: false,
  },
  {
    rule: "internet.public",
    title: "who answers at a foreign address is not known",
    graph: () => behind([]).graph(),
    from: "internet",
    to: "198.51.100.7",
    allowed: true,
  },
];

const withCard = (routes: readonly Properties[]): Sketch =>
  new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "a", "10.1.0.0/24", { routes })
    .add("network:NetworkInterface", "card", "/subscriptions/s/card", {
      ipConfigurations: [{ subnet: { id: ids.subnet("n", "a") }, publicIPAddress: { id: "/pip" } }],
    });

function nat(source: string): Properties {
  return {
    name: "in",
    priority: 100,
    action: { type: "DNAT" },
    rules: [
      {
        name: "in-rule",
        ruleType: "NatRule",
        sourceAddresses: [source],
        ipProtocols: ["TCP"],
        destinationAddresses: ["203.0.113.4"],
        destinationPorts: ["443"],
        translatedAddress: "10.1.1.10",
        translatedPort: "443",
      },
    ],
  };
}

const vaultZone = "privatelink.vaultcore.azure.net";
const kv = { id: ids.vault("kv"), group: "vault" };

/** A vault with an endpoint at 10.1.2.4; the zone is linked to these networks. */
function vaultBehind(
  linked: readonly string[],
  { dns = [], link = {}, record = true }: { dns?: string[]; link?: Properties; record?: boolean } = {},
): Sketch {
  return new Sketch()
    .network("n", "10.1.0.0/16", dns)
    .subnet("n", "a", "10.1.0.0/24")
    .subnet("n", "pe", "10.1.2.0/24")
    .vault("kv")
    .zone(vaultZone, linked, link)
    .endpoint("n", "pe", "pe-kv", kv, { address: "10.1.2.4", ...(record ? { zone: vaultZone } : {}) });
}

export const nameCases: readonly RuleCase[] = [
  {
    rule: "dns.private-zone",
    title: "a linked zone answers with the private address",
    graph: () => vaultBehind(["n"]).graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: true,
  },
  {
    rule: "dns.public",
    title: "a network without the link gets the public address",
    graph: () => vaultBehind([]).graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: false,
  },
  {
    rule: "dns.no-record",
    title: "a linked zone without the record hides the name",
    graph: () => vaultBehind(["n"], { record: false }).graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: false,
  },
  {
    rule: "dns.fallback",
    title: "a link that falls back asks the public DNS",
    graph: () =>
      vaultBehind(["n"], { record: false, link: { resolutionPolicy: "NxDomainRedirect" } }).graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: false,
  },
  {
    rule: "dns.foreign-account",
    title: "somebody else's name may be hidden",
    graph: () => vaultBehind(["n"]).graph(),
    from,
    to: "theirs.vault.azure.net",
    allowed: true,
  },
  {
    rule: "dns.unlinked",
    title: "a privatelink name exists only where its zone is linked",
    graph: () => vaultBehind([]).graph(),
    from,
    to: `kv.${vaultZone}`,
    allowed: false,
  },
  {
    rule: "dns.custom-server",
    title: "a name server outside of the graph is taken at its word",
    graph: () => vaultBehind(["n"], { dns: ["10.1.0.200"] }).graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: true,
  },
  {
    rule: "dns.proxy",
    title: "a firewall without DNS proxy answers no names",
    graph: () =>
      vaultBehind(["n"], { dns: ["10.1.9.4"] })
        .firewall("n", "10.1.9.0/26", [])
        .graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: false,
  },
  {
    rule: "dns.private-zone",
    title: "behind a DNS proxy the firewall's network is the one that needs the link",
    graph: () =>
      vaultBehind(["hub"], { dns: ["10.9.0.4"] })
        .network("hub", "10.9.0.0/16")
        .firewall("hub", "10.9.0.0/26", [], { policy: { dnsSettings: { enableProxy: true } } })
        .peer("n", "hub")
        .graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: true,
  },
  {
    rule: "dns.public",
    title: "behind a DNS proxy a link to the caller's own network is worth nothing",
    graph: () =>
      vaultBehind(["n"], { dns: ["10.9.0.4"] })
        .network("hub", "10.9.0.0/16")
        .firewall("hub", "10.9.0.0/26", [], { policy: { dnsSettings: { enableProxy: true } } })
        .peer("n", "hub")
        .graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: false,
  },
  {
    rule: "dns.server",
    title: "a name server that a security group shuts out answers nobody",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16", ["10.1.9.4"])
        .subnet("n", "a", "10.1.0.0/24", {
          rules: [
            {
              name: "no-dns",
              priority: 100,
              direction: "Outbound",
              access: "Deny",
              protocol: "*",
              sourceAddressPrefix: "*",
              sourcePortRange: "*",
              destinationAddressPrefix: "10.1.9.4",
              destinationPortRange: "53",
            },
          ],
        })
        .firewall("n", "10.1.9.0/26", [], { policy: { dnsSettings: { enableProxy: true } } })
        .graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "endpoint.approved",
    title: "a pending connection carries nothing",
    graph: () => pending().graph(),
    from,
    to: "10.1.2.4",
    allowed: false,
  },
  {
    rule: "endpoint.policies-off",
    title: "security groups do not apply to endpoints by default",
    graph: () => vaultBehind(["n"]).graph(),
    from,
    to: "10.1.2.4",
    allowed: true,
  },
  {
    rule: "endpoint.one-target",
    title: "an endpoint of blobs does not answer for tables",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "a", "10.1.0.0/24")
        .subnet("n", "pe", "10.1.2.0/24")
        .add("storage:StorageAccount", "acc", ids.account("acc"), {})
        .zone("privatelink.table.core.windows.net", ["n"])
        .endpoint("n", "pe", "pe-acc", { id: ids.account("acc"), group: "blob" }, { address: "10.1.2.4" })
        .add(
          "privatedns:PrivateRecordSet",
          "wrong",
          `${ids.zone("privatelink.table.core.windows.net")}/A/acc`,
          { relativeRecordSetName: "acc", aRecords: [{ ipv4Address: "10.1.2.4" }] },
        )
        .graph(),
    from,
    to: "acc.table.core.windows.net",
    allowed: false,
  },
];

function pending(): Sketch {
  return new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "a", "10.1.0.0/24")
    .subnet("n", "pe", "10.1.2.0/24")
    .vault("kv")
    .endpoint("n", "pe", "pe-kv", kv, {
      address: "10.1.2.4",
      link: { privateLinkServiceConnectionState: { status: "Pending" } },
    });
}

const openVault = (networkAcls: Properties): Sketch =>
  behind([collection("web", hosts("kv.vault.azure.net"))]).vault("kv", {
    publicNetworkAccess: "Enabled",
    networkAcls,
  });

export const serviceCases: readonly RuleCase[] = [
  {
    rule: "service.endpoint",
    title: "a service's firewall does not concern private endpoints",
    graph: () => vaultBehind(["n"]).graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: true,
  },
  {
    rule: "service.public-access",
    title: "with public access disabled the public address answers nobody",
    graph: () => vaultBehind([]).graph(),
    from: "internet",
    to: "kv.vault.azure.net",
    allowed: false,
  },
  {
    rule: "service.default-action",
    title: "a service without rules lets everybody in",
    graph: () => openVault({ defaultAction: "Allow" }).graph(),
    from: "internet",
    to: "kv.vault.azure.net",
    allowed: true,
  },
  {
    rule: "service.default-action",
    title: "a service keeps out whom no rule names",
    graph: () => openVault({ defaultAction: "Deny" }).graph(),
    from: "internet",
    to: "kv.vault.azure.net",
    allowed: false,
  },
  {
    rule: "service.ip-rules",
    title: "address rules are about the firewall's address",
    graph: () => openVault({ defaultAction: "Deny", ipRules: [{ value: "203.0.113.4" }] }).graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: true,
  },
  {
    rule: "service.subnet-rules",
    title: "a subnet rule needs the service endpoint",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "a", "10.1.0.0/24", { more: { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] } })
        .vault("kv", {
          publicNetworkAccess: "Enabled",
          networkAcls: { defaultAction: "Deny", virtualNetworkRules: [{ id: ids.subnet("n", "a") }] },
        })
        .graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: true,
  },
];
