import { Sketch, deployment, networkPolicy, rule, service } from "../../support/sketch.ts";
import type { RuleCase } from "../../support/cases.ts";
import type { Properties } from "../../../../lib/properties.ts";

/** A cluster with two pods, a and b, and these further objects. */
function cluster(objects: readonly Properties[] = [], more: Properties = {}): Sketch {
  return new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "nodes", "10.1.0.0/24")
    .subnet("n", "b", "10.1.1.0/24")
    .cluster("n", "nodes", [deployment("a", 8080), deployment("b", 8080), ...objects], more);
}

const only = (app: string, rest: Properties): Properties => ({
  podSelector: { matchLabels: { app } },
  ...rest,
});

const denyAll = networkPolicy("deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
const toDns = networkPolicy("dns", {
  podSelector: {},
  policyTypes: ["Egress"],
  egress: [
    {
      to: [{ namespaceSelector: {}, podSelector: { matchLabels: { "k8s-app": "kube-dns" } } }],
      ports: [{ protocol: "UDP", port: 53 }],
    },
  ],
});
const toBlock = (cidr: string) =>
  networkPolicy("block", only("a", { policyTypes: ["Egress"], egress: [{ to: [{ ipBlock: { cidr } }] }] }));
const between = networkPolicy(
  "a-to-b",
  only("a", {
    policyTypes: ["Egress"],
    egress: [{ to: [{ podSelector: { matchLabels: { app: "b" } } }], ports: [{ port: 8080 }] }],
  }),
);
const fromA = networkPolicy(
  "b-from-a",
  only("b", {
    policyTypes: ["Ingress"],
    ingress: [{ from: [{ podSelector: { matchLabels: { app: "a" } } }] }],
  }),
);

export const policyCases: readonly RuleCase[] = [
  {
    rule: "policy.none",
    title: "without policies pods talk to each other",
    graph: () => cluster().graph(),
    from: "pod:a",
    to: "pod:b",
    allowed: true,
  },
  {
    rule: "policy.union",
    title: "a policy that opens nothing shuts the pod",
    graph: () => cluster([denyAll]).graph(),
    from: "pod:a",
    to: "pod:b",
    allowed: false,
  },
  {
    rule: "policy.union",
    title: "both directions have to be opened",
    graph: () => cluster([denyAll, between, fromA]).graph(),
    from: "pod:a",
    to: "pod:b",
    allowed: true,
  },
  {
    rule: "policy.union",
    title: "the other pod's policies count as well",
    graph: () => cluster([denyAll, between]).graph(),
    from: "pod:a",
    to: "pod:b",
    allowed: false,
  },
  {
    rule: "policy.union",
    title: "a policy opens its ports only",
    graph: () => cluster([denyAll, between, fromA]).graph(),
    from: "pod:a",
    to: "pod:b:9090",
    allowed: false,
  },
  {
    rule: "policy.union",
    title: "an address block means addresses outside",
    graph: () => cluster([toBlock("10.1.1.0/24")]).graph(),
    from: "pod:a",
    to: "10.1.1.10",
    allowed: true,
  },
  {
    rule: "policy.union",
    title: "an exception of a block is not meant",
    graph: () =>
      cluster([
        networkPolicy(
          "block",
          only("a", {
            policyTypes: ["Egress"],
            egress: [{ to: [{ ipBlock: { cidr: "10.1.0.0/16", except: ["10.1.1.0/24"] } }] }],
          }),
        ),
      ]).graph(),
    from: "pod:a",
    to: "10.1.1.10",
    allowed: false,
  },
  {
    rule: "policy.cilium-blocks",
    title: "under Cilium a block of everything means no pod",
    graph: () => cluster([toBlock("0.0.0.0/0")]).graph(),
    from: "pod:a",
    to: "pod:b",
    allowed: false,
  },
  {
    rule: "policy.cilium-blocks",
    title: "under Cilium a block of everything means no node",
    graph: () => cluster([toBlock("0.0.0.0/0")]).graph(),
    from: "pod:a",
    to: "10.1.0.10",
    allowed: false,
  },
  {
    rule: "policy.host-network",
    title: "policies do not apply to pods of the host's network",
    graph: () => cluster([deployment("h", 80, "w", { hostNetwork: true }), denyAll]).graph(),
    from: "pod:h",
    to: "10.1.1.10",
    allowed: true,
  },
  {
    rule: "policy.union",
    title: "a policy without a way to the name servers resolves nothing",
    graph: () => cluster([denyAll, toBlock("0.0.0.0/0")]).graph(),
    from: "pod:a",
    to: "example.com",
    allowed: false,
  },
  {
    rule: "policy.union",
    title: "a Cilium policy may name hosts",
    graph: () =>
      cluster([
        denyAll,
        toDns,
        {
          apiVersion: "cilium.io/v2",
          kind: "CiliumNetworkPolicy",
          metadata: { name: "names", namespace: "w" },
          spec: {
            endpointSelector: {},
            egress: [
              {
                toFQDNs: [{ matchName: "example.com" }],
                toPorts: [{ ports: [{ port: "443", protocol: "TCP" }] }],
              },
            ],
          },
        },
      ]).graph(),
    from: "pod:a",
    to: "example.com",
    allowed: true,
  },
  {
    rule: "cluster.overlay",
    title: "outside of the cluster a pod has its node's address",
    graph: () => cluster().graph(),
    from: "pod:a",
    to: "10.1.1.10",
    allowed: true,
  },
  {
    rule: "cluster.overlay",
    title: "from outside no pod is reached by itself",
    graph: () => cluster().graph(),
    from: "10.1.1.10",
    to: "pod:a",
    allowed: false,
  },
  {
    rule: "cluster.pod-address",
    title: "an address of the pod range names no pod",
    graph: () => cluster().graph(),
    from: "pod:a",
    to: "192.168.3.4",
    allowed: false,
  },
  {
    rule: "cluster.service",
    title: "a service is called by its name",
    graph: () => cluster([service("api", "b")]).graph(),
    from: "pod:a",
    to: "api.w.svc.cluster.local",
    allowed: true,
  },
  {
    rule: "cluster.api-endpoint",
    title: "nodes reach the API server's private endpoint",
    graph: () => cluster().zone("privatelink.eastus.azmk8s.io", ["n"]).graph(),
    from: "nodes",
    to: "api-server",
    allowed: true,
  },
  {
    rule: "nsg.first-match",
    title: "with network integration security groups decide about the API server",
    graph: () =>
      new Sketch()
        .network("n", "10.1.0.0/16")
        .subnet("n", "nodes", "10.1.0.0/24")
        .subnet("n", "api", "10.1.3.0/28", {
          rules: [rule({ priority: 100, direction: "Inbound", allow: false })],
        })
        .cluster("n", "nodes", [], {
          apiServerAccessProfile: {
            enablePrivateCluster: true,
            subnetId:
              "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/n/subnets/api",
          },
        })
        .zone("privatelink.eastus.azmk8s.io", ["n"])
        .graph(),
    from: "nodes",
    to: "api-server",
    allowed: false,
  },
];

const internal: Properties = {
  "service.beta.kubernetes.io/azure-load-balancer-internal": "true",
  "service.beta.kubernetes.io/azure-load-balancer-internal-subnet": "b",
  "service.beta.kubernetes.io/azure-pls-create": "true",
  "service.beta.kubernetes.io/azure-pls-name": "pls",
  "service.beta.kubernetes.io/azure-pls-ip-configuration-subnet": "nat",
};

const gateway = (annotations: Properties = {}) =>
  service("gateway", "a", { type: "LoadBalancer" }, { ...internal, ...annotations });
const plsId = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/privateLinkServices/pls";

const route = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: "b", namespace: "w" },
  spec: { rules: [{ backendRefs: [{ name: "b", port: 443 }] }] },
};

interface EdgeOptions {
  readonly approved?: boolean;
  readonly enabled?: boolean;
  readonly objects?: readonly Properties[];
  readonly natPolicies?: string;
  readonly nodeRules?: readonly Properties[];
  readonly routed?: boolean;
}

/** Front Door, an origin behind a private link service, a gateway in front of pod b. */
function edge({
  approved = true,
  enabled = true,
  objects = [gateway(), service("b", "b"), route],
  natPolicies = "Disabled",
  nodeRules,
  routed = true,
}: EdgeOptions = {}): Sketch {
  const sketch = new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "nodes", "10.1.0.0/24", nodeRules === undefined ? {} : { rules: nodeRules })
    .subnet("n", "b", "10.1.1.0/24")
    .subnet("n", "nat", "10.1.4.0/24", { more: { privateLinkServiceNetworkPolicies: natPolicies } })
    .cluster("n", "nodes", [deployment("a", 8443), deployment("b", 8080), ...objects])
    .add("cdn:AFDEndpoint", "fd", "/subscriptions/s/fd", {}, { hostName: "fd.azurefd.net" })
    .add("cdn:AFDOrigin", "origin", `${originGroup}/origins/origin`, {
      hostName: "stamp.example.com",
      originGroupName: "api",
      enabledState: enabled ? "Enabled" : "Disabled",
      sharedPrivateLinkResource: { privateLink: { id: plsId }, requestMessage: "let me in" },
    });
  if (routed)
    sketch.add("cdn:Route", "route", "/subscriptions/s/route", { originGroup: { id: originGroup } });
  return approved
    ? sketch.add(
        "bulkhead:edge:PrivateLinkApproval",
        "approval",
        "approval",
        { targetId: plsId, requestMessage: "let me in" },
        { status: "Approved" },
      )
    : sketch;
}

const originGroup = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Cdn/profiles/fd/originGroups/api";

const toB = { from: "front-door", to: "pod:b" };

export const edgeCases: readonly RuleCase[] = [
  {
    rule: "front-door.public",
    title: "Front Door is public",
    graph: () => edge().graph(),
    from: "internet",
    to: "front-door",
    allowed: true,
  },
  {
    rule: "front-door.origin",
    title: "Front Door reaches a pod through origin, private link, gateway and route",
    graph: () => edge().graph(),
    ...toB,
    allowed: true,
  },
  {
    rule: "front-door.enabled",
    title: "a disabled origin gets nothing",
    graph: () => edge({ enabled: false }).graph(),
    ...toB,
    allowed: false,
  },
  {
    rule: "front-door.route",
    title: "an origin group without a route gets nothing",
    graph: () => edge({ routed: false }).graph(),
    ...toB,
    allowed: false,
  },
  {
    rule: "front-door.approval",
    title: "a pending connection carries nothing",
    graph: () => edge({ approved: false }).graph(),
    ...toB,
    allowed: false,
  },
  {
    rule: "front-door.no-origin",
    title: "Front Door reaches origins only",
    graph: () => edge().graph(),
    from: "front-door",
    to: "other.example.com",
    allowed: false,
  },
  {
    rule: "link-service.nat",
    title: "backends see the addresses of the NAT subnet",
    graph: () =>
      edge({
        nodeRules: [
          rule({ priority: 100, direction: "Inbound", from: "10.1.4.0/24" }),
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
      }).graph(),
    ...toB,
    allowed: false,
  },
  {
    rule: "link-service.policies",
    title: "the NAT subnet needs its policies off",
    graph: () => edge({ natPolicies: "Enabled" }).graph(),
    ...toB,
    allowed: false,
  },
  {
    rule: "load-balancer.rule",
    title: "a load balancer takes the ports of its rules",
    graph: () => edge().graph(),
    from: "10.1.4.10",
    to: "10.1.1.4:80",
    allowed: false,
  },
  {
    rule: "load-balancer.frontend",
    title: "another machine comes to a pod through its load balancer",
    graph: () => edge().graph(),
    from: "10.1.1.20",
    to: "pod:a",
    allowed: true,
  },
  {
    rule: "load-balancer.floating",
    title: "with floating addresses nodes see the load balancer's",
    graph: () =>
      edge({
        nodeRules: [
          rule({ priority: 100, direction: "Inbound", to: "10.1.1.4/32" }),
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
      }).graph(),
    from: "front-door",
    to: "pod:a",
    allowed: true,
  },
  {
    rule: "load-balancer.floating",
    title: "without them, their own",
    graph: () =>
      edge({
        objects: [gateway({ "service.beta.kubernetes.io/azure-disable-load-balancer-floating-ip": "true" })],
        nodeRules: [
          rule({ priority: 100, direction: "Inbound", to: "10.1.0.0/24" }),
          rule({ priority: 200, direction: "Inbound", allow: false }),
        ],
      }).graph(),
    from: "front-door",
    to: "pod:a",
    allowed: true,
  },
  {
    rule: "load-balancer.backends",
    title: "a service without pods leads nowhere",
    graph: () =>
      edge({ objects: [service("gateway", "nobody", { type: "LoadBalancer" }, internal)] }).graph(),
    from: "10.1.4.10",
    to: "10.1.1.4",
    allowed: false,
  },
  {
    rule: "gateway.route",
    title: "without a route the gateway sends nothing on",
    graph: () => edge({ objects: [gateway(), service("b", "b")] }).graph(),
    ...toB,
    allowed: false,
  },
  {
    rule: "gateway.application-gateway",
    title: "an application gateway opens a connection of its own",
    graph: () =>
      edge({
        objects: [
          service(
            "gateway",
            "a",
            { type: "LoadBalancer" },
            { ...internal, "service.beta.kubernetes.io/azure-pls-create": "false" },
          ),
          service("b", "b"),
          route,
        ],
      })
        .subnet("n", "agw", "10.1.5.0/24")
        .add("network:ApplicationGateway", "agw", plsId, {
          gatewayIPConfigurations: [
            {
              subnet: {
                id: "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/n/subnets/agw",
              },
            },
          ],
        })
        .graph(),
    ...toB,
    allowed: true,
  },
  {
    rule: "internet.private",
    title: "a private address is out of the Internet's reach",
    graph: () => edge().graph(),
    from: "internet",
    to: "10.1.0.10",
    allowed: false,
  },
  {
    rule: "dns.unlinked",
    title: "no public DNS knows a private API server",
    graph: () => edge().graph(),
    from: "internet",
    to: "api-server",
    allowed: false,
  },
];
