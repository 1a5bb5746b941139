import { Sketch, addresses, collection, hosts, ids, rule, toFirewall } from "../../support/sketch.ts";
import type { RuleCase } from "../../support/cases.ts";

const from = "10.1.0.10";

/** Two subnets, the first with these routes. */
function two(routes: Record<string, unknown>[] | undefined, more: Record<string, unknown> = {}): Sketch {
  return new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "a", "10.1.0.0/24", { ...(routes === undefined ? {} : { routes }), more })
    .subnet("n", "b", "10.1.1.0/24");
}

const route = (addressPrefix: string, nextHopType: string, nextHopIpAddress?: string) => ({
  name: `to-${addressPrefix}`,
  addressPrefix,
  nextHopType,
  ...(nextHopIpAddress === undefined ? {} : { nextHopIpAddress }),
});

const account = { id: ids.account("acc"), group: "blob" };

/** An endpoint at 10.1.2.4 in a subnet with these policies, and a route in the source's table. */
function endpointBehind(policies: string, prefix: string): Sketch {
  return two([route(prefix, "None")])
    .subnet("n", "pe", "10.1.2.0/24", { more: { privateEndpointNetworkPolicies: policies } })
    .add("storage:StorageAccount", "acc", ids.account("acc"), { publicNetworkAccess: "Disabled" })
    .endpoint("n", "pe", "pe-acc", account, { address: "10.1.2.4" });
}

export const routingCases: readonly RuleCase[] = [
  {
    rule: "route.network",
    title: "subnets of a network reach each other",
    graph: () => two(undefined).graph(),
    from,
    to: "10.1.1.10",
    allowed: true,
  },
  {
    rule: "route.nobody",
    title: "an address between the subnets is nobody's",
    graph: () => two(undefined).graph(),
    from,
    to: "10.1.77.10",
    allowed: false,
  },
  {
    rule: "route.user-first",
    title: "a user-defined route beats the system route of the same prefix",
    graph: () => two([route("10.1.0.0/16", "None"), route("10.1.1.0/24", "VnetLocal")]).graph(),
    from,
    to: "10.1.1.10",
    allowed: true,
  },
  {
    rule: "route.none",
    title: "the longest prefix wins, here with the hop None",
    graph: () => two([route("10.1.0.0/16", "VnetLocal"), route("10.1.1.0/28", "None")]).graph(),
    from,
    to: "10.1.1.10",
    allowed: false,
  },
  {
    rule: "route.peering",
    title: "a peered network is reached directly",
    graph: () =>
      two(undefined).network("m", "10.2.0.0/16").subnet("m", "c", "10.2.0.0/24").peer("n", "m").graph(),
    from,
    to: "10.2.0.10",
    allowed: true,
  },
  {
    rule: "route.reserved",
    title: "peering does not pass on to a third network",
    graph: () =>
      two(undefined)
        .network("m", "10.2.0.0/16")
        .subnet("m", "c", "10.2.0.0/24")
        .network("o", "10.3.0.0/16")
        .subnet("o", "d", "10.3.0.0/24")
        .peer("n", "m")
        .peer("m", "o")
        .graph(),
    from,
    to: "10.3.0.10",
    allowed: false,
  },
  {
    rule: "route.default",
    title: "without a better route a public address is on the Internet",
    graph: () => two(undefined).graph(),
    from,
    to: "198.51.100.7",
    allowed: true,
  },
  {
    rule: "route.default-outbound",
    title: "a subnet that says nothing goes out with an address of Microsoft's",
    graph: () => two(undefined).graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "route.private-subnet",
    title: "a private subnet does not get out",
    graph: () => two(undefined, { defaultOutboundAccess: false }).graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "route.explicit-outbound",
    title: "a private subnet gets out through a NAT gateway",
    graph: () => two(undefined, { defaultOutboundAccess: false, natGateway: { id: "/nat" } }).graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "route.platform",
    title: "the platform's addresses are not routed",
    graph: () => two([route("0.0.0.0/0", "None")]).graph(),
    from,
    to: "168.63.129.16:53/udp",
    allowed: true,
  },
  {
    rule: "route.tag",
    title: "a route may name a service tag",
    graph: () => two([route("AzureKeyVault", "None")]).graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: false,
  },
  {
    rule: "route.service-endpoint",
    title: "a service endpoint goes past the firewall",
    graph: () =>
      two([toFirewall], { serviceEndpoints: [{ service: "Microsoft.KeyVault" }] })
        .firewall("n", "10.1.9.0/26", [])
        .graph(),
    from,
    to: "kv.vault.azure.net",
    allowed: true,
  },
  {
    rule: "route.gateway",
    title: "behind a virtual network gateway the graph ends",
    graph: () => two([route("10.9.0.0/16", "VirtualNetworkGateway")]).graph(),
    from,
    to: "10.9.0.10",
    allowed: true,
  },
  {
    rule: "route.foreign-appliance",
    title: "an appliance outside of the graph decides by itself",
    graph: () => two([route("0.0.0.0/0", "VirtualAppliance", "10.8.0.4")]).graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "route.endpoint",
    title: "a private endpoint's /32 beats every shorter route",
    graph: () => endpointBehind("Disabled", "10.1.0.0/16").graph(),
    from,
    to: "10.1.2.4",
    allowed: true,
  },
  {
    rule: "route.endpoint",
    title: "with route tables applied, a route shorter than the network still does not lead around it",
    graph: () => endpointBehind("Enabled", "10.0.0.0/8").graph(),
    from,
    to: "10.1.2.4",
    allowed: true,
  },
  {
    rule: "route.endpoint-overridden",
    title: "with route tables applied, a route as long as the network's range does",
    graph: () => endpointBehind("RouteTableEnabled", "10.1.0.0/16").graph(),
    from,
    to: "10.1.2.4",
    allowed: false,
  },
  {
    rule: "route.endpoint-overridden",
    title: "another /32 always leads around it",
    graph: () => endpointBehind("Disabled", "10.1.2.4/32").graph(),
    from,
    to: "10.1.2.4",
    allowed: false,
  },
  {
    rule: "firewall.onward-route",
    title: "behind the firewall its own subnet's routes decide",
    graph: () =>
      two([toFirewall])
        .firewall("n", "10.1.9.0/26", [collection("all", addresses("*"))])
        .graph(),
    from,
    to: "10.7.0.10",
    allowed: false,
  },
  {
    rule: "firewall.public-address",
    title: "a firewall without public addresses reaches nothing public",
    graph: () =>
      two([toFirewall])
        .firewall("n", "10.1.9.0/26", [collection("web", hosts("example.com"))], { publicAddress: false })
        .graph(),
    from,
    to: "example.com",
    allowed: false,
  },
  {
    rule: "firewall.translation",
    title: "a public destination sees the firewall's address",
    graph: () =>
      two([toFirewall])
        .firewall("n", "10.1.9.0/26", [collection("web", hosts("example.com"))])
        .graph(),
    from,
    to: "example.com",
    allowed: true,
  },
  {
    rule: "firewall.asymmetric",
    title: "replies that do not come back through the firewall are lost",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .network("m", "10.2.0.0/16")
        .subnet("m", "c", "10.2.0.0/24")
        .firewall("n", "10.1.9.0/26", [collection("all", addresses("*"))])
        .peer("n", "m")
        .peer("m", "n")
        .subnet("n", "z", "10.1.4.0/24", { routes: [{ ...toFirewall, addressPrefix: "10.2.0.0/16" }] })
        .graph(),
    from: "10.1.4.10",
    to: "10.2.0.10",
    allowed: false,
  },
];

/** Security groups. */
export const securityGroupCases: readonly RuleCase[] = [
  {
    rule: "nsg.none",
    title: "without a group everything passes",
    graph: () => two(undefined).graph(),
    from,
    to: "10.1.1.10:9999",
    allowed: true,
  },
  {
    rule: "nsg.first-match",
    title: "deny at a lower number beats allow",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "a", "10.1.0.0/24", {
          rules: [rule({ priority: 200 }), rule({ priority: 100, allow: false })],
        })
        .subnet("n", "b", "10.1.1.0/24")
        .graph(),
    from,
    to: "10.1.1.10",
    allowed: false,
  },
  {
    rule: "nsg.first-match",
    title: "the destination's group decides as well",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "a", "10.1.0.0/24")
        .subnet("n", "b", "10.1.1.0/24", {
          rules: [rule({ priority: 100, direction: "Inbound", allow: false, port: "443" })],
        })
        .graph(),
    from,
    to: "10.1.1.10",
    allowed: false,
  },
  {
    rule: "nsg.first-match",
    title: "application security groups mean the card, not the address",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "snet-jump-boxes", "10.1.0.0/24")
        .subnet("n", "b", "10.1.1.0/24", {
          rules: [
            rule({ priority: 100, direction: "Inbound", fromGroup: "operators" }),
            rule({ priority: 200, direction: "Inbound", allow: false }),
          ],
        })
        .add("compute:VirtualMachineScaleSet", "jump", "/subscriptions/s/vmss", {
          virtualMachineProfile: {
            networkProfile: {
              networkInterfaceConfigurations: [
                {
                  ipConfigurations: [
                    {
                      subnet: { id: ids.subnet("n", "snet-jump-boxes") },
                      applicationSecurityGroups: [{ id: ids.asg("operators") }],
                    },
                  ],
                },
              ],
            },
          },
        })
        .graph(),
    from: "jump-boxes",
    to: "10.1.1.10",
    allowed: true,
  },
  {
    rule: "nsg.default-rules",
    title: "by default nothing comes in from outside of the network",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "a", "10.1.0.0/24", {
          rules: [rule({ priority: 100, to: "10.1.1.0/24", allow: false })],
        })
        .subnet("n", "b", "10.1.1.0/24", { rules: [] })
        .graph(),
    from,
    to: "10.1.0.20",
    allowed: true,
  },
  {
    rule: "nsg.default-rules",
    title: "a route for everything makes everything VirtualNetwork",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "a", "10.1.0.0/24", {
          rules: [rule({ priority: 4096, to: "Internet", allow: false })],
          routes: [toFirewall],
        })
        .firewall("n", "10.1.9.0/26", [collection("all", addresses("10.7.0.0/16"))])
        .graph(),
    from,
    to: "10.7.0.10",
    allowed: false,
  },
  {
    rule: "nsg.first-match",
    title: "then VirtualNetwork means public names as well",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "a", "10.1.0.0/24", {
          rules: [rule({ priority: 100, to: "VirtualNetwork" }), rule({ priority: 200, allow: false })],
          routes: [toFirewall],
        })
        .firewall("n", "10.1.9.0/26", [collection("web", hosts("example.com"))])
        .graph(),
    from,
    to: "example.com",
    allowed: true,
  },
];
