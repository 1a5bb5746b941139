import { expect } from "chai";
import { clusterSources, nodeFlows, nodeRanges, podFlows } from "../../../lib/nsg/cluster.ts";
import { securityRules } from "../../../lib/nsg/rules.ts";
import type { StampFlows } from "../../../lib/nsg/stampRules.ts";
import type { SecurityRule } from "../../../lib/nsg/types.ts";
import {
  allowing,
  description,
  destinationOf,
  optional,
  otherwise,
  sourceOf,
  stampFlows,
} from "./support.ts";

const { apiServer, appGateway, pods } = optional;
const ofNodes = (flows: StampFlows): SecurityRule[] => securityRules(nodeFlows(flows));
const ofPods = (flows: StampFlows): SecurityRule[] => securityRules(podFlows(flows, pods));
const ruleOf = (rules: readonly SecurityRule[], name: string): SecurityRule | undefined =>
  rules.find((rule) => rule.name === name);

describe("the security group of nodes", () => {
  it("lets in nodes and pods, Front Door's traffic on the origin's port and probes of the load balancer", () => {
    expect(
      otherwise(ofNodes(stampFlows()), "Inbound", {
        through: [
          "Tcp systemNode -> userNode:10250",
          "Udp userNode -> systemNode:53",
          "Tcp podOfOverlay -> userNode:8080",
          "Udp podOfOverlay -> podOfOverlay:9000",
          // AKS load balances with floating addresses: a node sees the address of the load balancer.
          "Tcp privateLink -> loadBalancer:8443",
          "Tcp probe -> systemNode:30080",
          "Tcp probe -> userNode:1",
        ],
        refused: [
          "Tcp privateLink -> loadBalancer:443",
          "Udp privateLink -> loadBalancer:8443",
          "Tcp privateLink -> userNode:8443",
          "Udp probe -> userNode:30080",
          "Tcp probe -> loadBalancer:8443",
          "Tcp endpoint -> userNode:443",
          "Tcp operator -> systemNode:22",
          "Tcp internet -> userNode:443",
          "Tcp frontDoor -> loadBalancer:8443",
          "Tcp appGateway -> loadBalancer:8443",
          "Tcp apiServer -> userNode:10250",
          "Tcp podOfSubnet -> userNode:8080",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets an application gateway reach the load balancer on the origin's port, where there is one", () => {
    expect(
      otherwise(ofNodes(stampFlows({ appGateway })), "Inbound", {
        through: ["Tcp appGateway -> loadBalancer:8443", "Tcp privateLink -> loadBalancer:8443"],
        refused: [
          "Udp appGateway -> loadBalancer:8443",
          "Tcp appGateway -> loadBalancer:443",
          "Tcp appGateway -> userNode:8443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets an API server of the network call kubelets and webhooks on any port", () => {
    expect(
      otherwise(ofNodes(stampFlows({ apiServer })), "Inbound", {
        through: ["Tcp apiServer -> userNode:10250", "Tcp apiServer -> systemNode:9443"],
        refused: ["Udp apiServer -> userNode:10250", "Tcp apiServer -> loadBalancer:8443"],
      }),
    ).to.deep.equal([]);
  });

  it("lets out what the cluster needs: itself, private endpoints, names, and the firewall's ports", () => {
    expect(
      otherwise(ofNodes(stampFlows()), "Outbound", {
        through: [
          "Tcp systemNode -> userNode:10250",
          "Tcp userNode -> podOfOverlay:8080",
          "Tcp userNode -> endpoint:443",
          "Tcp systemNode -> endpoint:5671",
          "Udp userNode -> nameServer:53",
          "Tcp userNode -> nameServer:53",
          "Tcp userNode -> internet:443",
          "Udp systemNode -> internet:123",
        ],
        refused: [
          "Tcp userNode -> endpoint:5672",
          "Udp userNode -> endpoint:443",
          "Udp userNode -> nameServer:54",
          "Udp userNode -> secondNameServer:53",
          "Tcp userNode -> internet:80",
          "Udp userNode -> internet:443",
          "Tcp userNode -> internet:123",
          "Tcp userNode -> apiServer:443",
          "Tcp userNode -> otherNetwork:443",
          "Tcp userNode -> operator:22",
          "Tcp endpoint -> internet:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets nodes call an API server of the network on its two ports", () => {
    expect(
      otherwise(ofNodes(stampFlows({ apiServer })), "Outbound", {
        through: ["Tcp userNode -> apiServer:443", "Tcp systemNode -> apiServer:4443"],
        refused: ["Tcp userNode -> apiServer:6443", "Udp userNode -> apiServer:443"],
      }),
    ).to.deep.equal([]);
  });

  it("has no rule for names where Azure's own server answers, and one rule per protocol for several servers", () => {
    const none = ofNodes(stampFlows({}, { nameServers: [] }));
    expect(allowing(none, "Outbound").filter((name) => name.includes("dns"))).to.deep.equal([]);
    expect(
      otherwise(none, "Outbound", { through: [], refused: ["Udp userNode -> nameServer:53"] }),
    ).to.deep.equal([]);
    const two = ofNodes(stampFlows({}, { nameServers: ["10.0.9.4", "10.0.9.5"] }));
    expect(
      otherwise(two, "Outbound", {
        through: ["Udp userNode -> nameServer:53", "Tcp userNode -> secondNameServer:53"],
        refused: ["Udp userNode -> operator:53"],
      }),
    ).to.deep.equal([]);
  });

  it("names one name server in the property for one prefix, and several in that for several", () => {
    const one = ruleOf(ofNodes(stampFlows()), "allow-dns-udp-outbound");
    expect(destinationOf(one)).to.equal("10.0.9.4");
    const two = ofNodes(stampFlows({}, { nameServers: ["10.0.9.4", "10.0.9.5"] }));
    expect(destinationOf(ruleOf(two, "allow-dns-tcp-outbound"))).to.deep.equal(["10.0.9.4", "10.0.9.5"]);
  });

  it("names nodes and endpoints by their groups where the configuration says so", () => {
    const rules = ofNodes(stampFlows({ apiServer }, { applicationSecurityGroups: true }));
    const toEndpoints = ruleOf(rules, "allow-private-endpoints-443-outbound");
    expect(sourceOf(toEndpoints)).to.deep.equal({ group: "nodes" });
    expect(destinationOf(toEndpoints)).to.deep.equal({ group: "privateEndpoints" });
    expect(sourceOf(ruleOf(rules, "allow-egress-tcp-443-outbound"))).to.deep.equal({ group: "nodes" });
    expect(sourceOf(ruleOf(rules, "allow-dns-udp-outbound"))).to.deep.equal({ group: "nodes" });
    expect(
      otherwise(rules, "Outbound", {
        through: [
          "Tcp userNode -> endpoint:443",
          "Tcp systemNode -> internet:443",
          "Tcp userNode -> apiServer:443",
        ],
        refused: ["Tcp userNode -> otherNetwork:443", "Tcp userNode -> apiServer:8443"],
      }),
    ).to.deep.equal([]);
  });

  it("has names that say protocol and port, asked in the order of the flows", () => {
    const rules = ofNodes(stampFlows({ apiServer, appGateway }));
    expect(allowing(rules, "Inbound")).to.deep.equal([
      "allow-cluster-inbound",
      "allow-origin-inbound",
      "allow-app-gateway-inbound",
      "allow-api-server-inbound",
      "allow-load-balancer-probes-inbound",
    ]);
    expect(allowing(rules, "Outbound")).to.deep.equal([
      "allow-cluster-outbound",
      "allow-api-server-443-outbound",
      "allow-api-server-4443-outbound",
      "allow-private-endpoints-443-outbound",
      "allow-private-endpoints-5671-outbound",
      "allow-dns-udp-outbound",
      "allow-dns-tcp-outbound",
      "allow-egress-tcp-443-outbound",
      "allow-egress-udp-123-outbound",
    ]);
  });

  it("says beside every rule what it is for", () => {
    const rules = ofNodes(stampFlows({ apiServer, appGateway }));
    for (const [name, says] of [
      ["allow-cluster-inbound", /AKS does not support filtering/],
      ["allow-origin-inbound", /Front Door.*private link service.*load balancer/],
      ["allow-app-gateway-inbound", /application gateway.*load balancer/],
      ["allow-api-server-inbound", /API server to kubelets.*admission/],
      ["allow-load-balancer-probes-inbound", /Health probes.*168\.63\.129\.16/],
      ["allow-api-server-443-outbound", /Nodes to the API server/],
      ["allow-private-endpoints-443-outbound", /HTTPS.*gateway mode/],
      ["allow-private-endpoints-5671-outbound", /Event Hubs by AMQP/],
      ["allow-dns-udp-outbound", /name servers/],
      ["allow-egress-tcp-443-outbound", /firewall, whose rules decide/],
    ] as const)
      expect(description(rules, name), name).to.match(says);
  });

  it("says whether the API server's private endpoint is among what nodes reach beside them", () => {
    const text = (flows: StampFlows): string => description(ofNodes(flows), "allow-cluster-outbound");
    expect(text(stampFlows())).to.match(
      /^Nodes and pods among themselves, and the API server's private endpoint/,
    );
    expect(text(stampFlows({ apiServer }))).to.equal("Nodes and pods among themselves.");
  });
});

describe("the security group of pods", () => {
  it("lets in the cluster only, and an API server of the network where there is one", () => {
    const refused = [
      "Tcp probe -> podOfSubnet:8080",
      "Tcp privateLink -> podOfSubnet:8443",
      "Tcp internet -> podOfSubnet:443",
      "Tcp operator -> podOfSubnet:443",
      "Tcp endpoint -> podOfSubnet:443",
      // With a subnet of their own, pods have no overlay.
      "Tcp podOfOverlay -> podOfSubnet:8080",
    ];
    const through = ["Tcp systemNode -> podOfSubnet:8080", "Udp podOfSubnet -> podOfSubnet:53"];
    const fromApiServer = "Tcp apiServer -> podOfSubnet:9443";
    expect(
      otherwise(ofPods(stampFlows({ pods })), "Inbound", { through, refused: [...refused, fromApiServer] }),
    ).to.deep.equal([]);
    expect(
      otherwise(ofPods(stampFlows({ pods, apiServer })), "Inbound", {
        through: [...through, fromApiServer],
        refused: [...refused, "Udp apiServer -> podOfSubnet:9443", "Tcp apiServer -> userNode:10250"],
      }),
    ).to.deep.equal([]);
  });

  it("lets pods go out as nodes do, by their own range even where nodes have a group", () => {
    for (const applicationSecurityGroups of [false, true]) {
      const rules = ofPods(stampFlows({ pods, apiServer }, { applicationSecurityGroups }));
      expect(
        otherwise(rules, "Outbound", {
          through: [
            "Tcp podOfSubnet -> userNode:10250",
            "Tcp podOfSubnet -> endpoint:443",
            "Tcp podOfSubnet -> endpoint:5671",
            "Tcp podOfSubnet -> apiServer:4443",
            "Udp podOfSubnet -> nameServer:53",
            "Tcp podOfSubnet -> internet:443",
          ],
          refused: [
            "Tcp podOfSubnet -> internet:80",
            "Tcp podOfSubnet -> otherNetwork:443",
            "Tcp userNode -> internet:443",
          ],
        }),
      ).to.deep.equal([]);
    }
  });

  it("says that nothing is filtered inside the cluster", () => {
    expect(description(ofPods(stampFlows({ pods })), "allow-cluster-inbound")).to.match(
      /^Nodes and pods.*AKS does not support filtering/,
    );
    expect(allowing(ofPods(stampFlows({ pods })), "Inbound")).to.deep.equal(["allow-cluster-inbound"]);
  });
});

describe("the ranges of a cluster", () => {
  it("are those of its two node subnets, where an overlay hides pods behind their node", () => {
    expect(nodeRanges(stampFlows({ pods }))).to.deep.equal(["10.0.0.0/24", "10.0.1.0/24"]);
    expect(clusterSources(stampFlows())).to.deep.equal(["10.0.0.0/24", "10.0.1.0/24"]);
  });

  it("have the pods' subnet beside them, where they go out with addresses of their own", () => {
    expect(clusterSources(stampFlows({ pods }))).to.deep.equal(["10.0.0.0/24", "10.0.1.0/24", pods]);
  });
});
