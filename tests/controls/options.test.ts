import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { evaluate } from "../../controls/evaluate.ts";
import { ourResources } from "./support/graph.ts";

const space = { addressSpace: "10.64.0.0/16" };
const hub =
  "/subscriptions/8d2f6a3e-1c49-5b77-9a10-4e5d6f708192/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub";

/** Options of a stamp, and the mandatory controls that stand against them unless a policy configuration exempts them. */
const options: readonly (readonly [title: string, values: object, against: readonly string[]])[] = [
  ["a hub", { network: { ...space, hub: { virtualNetworkId: hub, nextHopIp: "10.0.0.4" } } }, []],
  ["an appliance", { network: { ...space, appliance: { nextHopIp: "10.64.255.70" } } }, []],
  ["subnets for pods", { network: space, cluster: { podNetwork: "podSubnet" } }, []],
  [
    "an API server in the network",
    { network: space, cluster: { apiServer: { access: "vnetIntegration" } } },
    [],
  ],
  ["an application gateway", { network: space, ingress: { type: "applicationGateway" } }, []],
  [
    "a way in past Front Door through the firewall",
    { network: space, ingress: { type: "firewall", allowedSources: ["198.51.100.0/24"] } },
    ["edge-front-door-header"],
  ],
  [
    "a public load balancer",
    { network: space, ingress: { type: "publicLoadBalancer", allowedSources: ["198.51.100.0/24"] } },
    [
      "edge-front-door-header",
      "network-no-open-inbound",
      "network-public-address-owners",
      "network-route-to-firewall",
    ],
  ],
  [
    "a public API server",
    { network: space, cluster: { apiServer: { access: "public", authorizedIpRanges: ["198.51.100.0/24"] } } },
    ["cluster-private-api-server"],
  ],
  ["no flow logs", { network: { ...space, flowLogs: { enabled: false } } }, ["network-flow-logs"]],
];

describe("controls and the options of a stamp", () => {
  for (const [title, values, against] of options) {
    it(against.length === 0 ? `have nothing against ${title}` : `refuse ${title}`, async () => {
      const mandatory = catalogue.filter(
        ({ scope, enforcement }) => scope !== "platform" && enforcement === "mandatory",
      );
      const resources = await ourResources("stamp", values);
      const { findings } = evaluate(mandatory, resources, { controls: {}, today: "2026-11-21" });
      const refused = new Set(findings.map(({ control }) => control));
      expect([...refused].toSorted()).to.deep.equal(against);
    });
  }
});
