import { expect } from "chai";
import { apiServerFlows, applianceFlows, privateEndpointFlows } from "../../../lib/nsg/platform.ts";
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

const { apiServer, appGateway, appliance, pods } = optional;
const operationsRanges = ["10.1.0.0/24"];
const ofEndpoints = (flows: StampFlows): SecurityRule[] => securityRules(privateEndpointFlows(flows));
const ofApiServer = (flows: StampFlows): SecurityRule[] => securityRules(apiServerFlows(flows, apiServer));
const ofAppliance = (flows: StampFlows): SecurityRule[] => securityRules(applianceFlows(flows, appliance));

describe("the security group of private endpoints", () => {
  it("lets the cluster in on the endpoints' ports, and nobody else", () => {
    expect(
      otherwise(ofEndpoints(stampFlows()), "Inbound", {
        through: [
          "Tcp systemNode -> endpoint:443",
          "Tcp userNode -> endpoint:443",
          "Tcp userNode -> endpoint:5671",
        ],
        refused: [
          "Tcp userNode -> endpoint:5672",
          "Udp userNode -> endpoint:443",
          // Pods of an overlay go out with the address of their node.
          "Tcp podOfOverlay -> endpoint:443",
          "Tcp podOfSubnet -> endpoint:443",
          "Tcp appGateway -> endpoint:443",
          "Tcp operator -> endpoint:443",
          "Tcp privateLink -> endpoint:443",
          "Tcp internet -> endpoint:443",
          "Tcp userNode -> loadBalancer:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets the application gateway and operators in by HTTPS only, where there are such", () => {
    expect(
      otherwise(ofEndpoints(stampFlows({ appGateway }, { operationsRanges })), "Inbound", {
        through: ["Tcp appGateway -> endpoint:443", "Tcp operator -> endpoint:443"],
        refused: [
          "Tcp appGateway -> endpoint:5671",
          "Tcp operator -> endpoint:5671",
          "Udp appGateway -> endpoint:443",
          "Udp operator -> endpoint:443",
          "Tcp operator -> userNode:443",
          "Tcp otherNetwork -> endpoint:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets pods with a subnet in by their range, with groups and without", () => {
    for (const applicationSecurityGroups of [false, true])
      expect(
        otherwise(ofEndpoints(stampFlows({ pods }, { applicationSecurityGroups })), "Inbound", {
          through: [
            "Tcp podOfSubnet -> endpoint:443",
            "Tcp podOfSubnet -> endpoint:5671",
            "Tcp userNode -> endpoint:443",
          ],
          refused: ["Tcp podOfSubnet -> endpoint:80", "Tcp podOfOverlay -> endpoint:443"],
        }),
      ).to.deep.equal([]);
  });

  it("never mixes a group with ranges: nodes by group, pods in rules of their own", () => {
    const grouped = { applicationSecurityGroups: true };
    const rules = ofEndpoints(stampFlows({ appGateway, pods }, { ...grouped, operationsRanges }));
    expect(
      rules.filter(({ access }) => access === "Allow").map((rule) => [rule.name, sourceOf(rule)]),
    ).to.deep.equal([
      ["allow-nodes-443-inbound", { group: "nodes" }],
      ["allow-nodes-5671-inbound", { group: "nodes" }],
      ["allow-pods-443-inbound", pods],
      ["allow-pods-5671-inbound", pods],
      ["allow-app-gateway-inbound", appGateway],
      ["allow-operations-inbound", operationsRanges],
    ]);
    for (const rule of rules.filter(({ access }) => access === "Allow"))
      expect(destinationOf(rule), rule.name).to.deep.equal({ group: "privateEndpoints" });
    // Pods of an overlay are behind their nodes: no rule of their own.
    expect(allowing(ofEndpoints(stampFlows({}, grouped)), "Inbound")).to.deep.equal([
      "allow-nodes-443-inbound",
      "allow-nodes-5671-inbound",
    ]);
  });

  it("lets endpoints call nobody", () => {
    const rules = ofEndpoints(stampFlows({ appGateway, pods }, { operationsRanges }));
    expect(allowing(rules, "Outbound")).to.deep.equal([]);
    expect(
      otherwise(rules, "Outbound", {
        through: [],
        refused: [
          "Tcp endpoint -> userNode:443",
          "Tcp endpoint -> internet:443",
          "Udp endpoint -> nameServer:53",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("says who calls, and what a port is for", () => {
    const rules = ofEndpoints(stampFlows({ appGateway }, { operationsRanges }));
    expect(allowing(rules, "Inbound")).to.deep.equal([
      "allow-nodes-443-inbound",
      "allow-nodes-5671-inbound",
      "allow-app-gateway-inbound",
      "allow-operations-inbound",
    ]);
    for (const [name, says] of [
      ["allow-nodes-443-inbound", /^Nodes, and pods: Platform services by HTTPS/],
      ["allow-nodes-5671-inbound", /^Nodes, and pods: Event Hubs by AMQP/],
      ["allow-app-gateway-inbound", /application gateway.*certificate/],
      ["allow-operations-inbound", /Jump boxes and build agents/],
    ] as const)
      expect(description(rules, name), name).to.match(says);
  });
});

describe("the security group of an API server in the network", () => {
  it("lets in the cluster on its two ports, probes on theirs, and its own instances", () => {
    expect(
      otherwise(ofApiServer(stampFlows({ apiServer })), "Inbound", {
        through: [
          "Tcp systemNode -> apiServer:443",
          "Tcp userNode -> apiServer:4443",
          "Tcp probe -> apiServer:9988",
          "Tcp apiServer -> apiServer:2380",
          "Udp apiServer -> apiServer:9000",
        ],
        refused: [
          "Tcp userNode -> apiServer:6443",
          "Udp userNode -> apiServer:443",
          "Tcp probe -> apiServer:443",
          "Udp probe -> apiServer:9988",
          "Tcp userNode -> apiServer:9988",
          "Tcp podOfSubnet -> apiServer:443",
          "Tcp operator -> apiServer:443",
          "Tcp internet -> apiServer:443",
          "Tcp endpoint -> apiServer:443",
          "Tcp apiServer -> userNode:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets pods with a subnet and operators in as well, operators by HTTPS only", () => {
    expect(
      otherwise(ofApiServer(stampFlows({ apiServer, pods }, { operationsRanges })), "Inbound", {
        through: [
          "Tcp podOfSubnet -> apiServer:443",
          "Tcp podOfSubnet -> apiServer:4443",
          "Tcp operator -> apiServer:443",
        ],
        refused: [
          "Tcp operator -> apiServer:4443",
          "Udp operator -> apiServer:443",
          "Tcp operator -> userNode:443",
          "Tcp otherNetwork -> apiServer:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets it call nodes and pods, wherever those have their addresses, and itself", () => {
    const always = {
      through: [
        "Tcp apiServer -> systemNode:10250",
        "Tcp apiServer -> userNode:10250",
        "Udp apiServer -> apiServer:9000",
      ],
      refused: [
        "Udp apiServer -> userNode:10250",
        "Tcp apiServer -> endpoint:443",
        "Tcp apiServer -> internet:443",
        "Tcp apiServer -> operator:443",
        "Tcp userNode -> systemNode:10250",
      ],
    };
    const overlay = "Tcp apiServer -> podOfOverlay:9443";
    const subnet = "Tcp apiServer -> podOfSubnet:9443";
    expect(
      otherwise(ofApiServer(stampFlows({ apiServer })), "Outbound", {
        through: [...always.through, overlay],
        refused: [...always.refused, subnet],
      }),
    ).to.deep.equal([]);
    expect(
      otherwise(ofApiServer(stampFlows({ apiServer, pods })), "Outbound", {
        through: [...always.through, subnet],
        refused: [...always.refused, overlay],
      }),
    ).to.deep.equal([]);
  });

  it("names each flow, and says what it is for", () => {
    const rules = ofApiServer(stampFlows({ apiServer }, { operationsRanges }));
    expect(allowing(rules, "Inbound")).to.deep.equal([
      "allow-api-server-443-inbound",
      "allow-api-server-4443-inbound",
      "allow-load-balancer-probes-inbound",
      "allow-operations-inbound",
      "allow-api-server-inbound",
    ]);
    expect(allowing(rules, "Outbound")).to.deep.equal([
      "allow-cluster-outbound",
      "allow-api-server-outbound",
    ]);
    expect(allowing(ofApiServer(stampFlows({ apiServer })), "Inbound")).to.not.include(
      "allow-operations-inbound",
    );
    for (const [name, says] of [
      ["allow-api-server-443-inbound", /Nodes to the API server/],
      ["allow-load-balancer-probes-inbound", /Health probes of the API server's load balancer/],
      ["allow-operations-inbound", /Jump boxes and build agents/],
      ["allow-api-server-inbound", /instances of the API server.*among themselves/],
      ["allow-cluster-outbound", /Kubelets, and pods.*admission/],
    ] as const)
      expect(description(rules, name), name).to.match(says);
  });
});

describe("the security group of an appliance", () => {
  it("takes what the cluster sends to the Internet on the catalogue's ports, and questions for names", () => {
    expect(
      otherwise(ofAppliance(stampFlows({ appliance })), "Inbound", {
        through: [
          "Tcp systemNode -> internet:443",
          "Udp userNode -> internet:123",
          "Udp userNode -> nameServer:53",
          "Tcp userNode -> nameServer:53",
        ],
        refused: [
          "Tcp userNode -> internet:80",
          "Udp userNode -> internet:443",
          "Tcp userNode -> appliance:22",
          "Udp userNode -> secondNameServer:53",
          "Udp userNode -> nameServer:123",
          "Tcp internet -> appliance:443",
          "Tcp endpoint -> internet:443",
          "Tcp podOfSubnet -> internet:443",
          "Tcp appliance -> internet:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("takes what pods with a subnet send with their own addresses", () => {
    expect(
      otherwise(ofAppliance(stampFlows({ appliance, pods })), "Inbound", {
        through: ["Tcp podOfSubnet -> internet:443", "Udp podOfSubnet -> nameServer:53"],
        refused: ["Tcp podOfSubnet -> otherNetwork:443"],
      }),
    ).to.deep.equal([]);
  });

  it("passes that on, with its own address or the cluster's, and asks for its own updates", () => {
    expect(
      otherwise(ofAppliance(stampFlows({ appliance })), "Outbound", {
        through: [
          "Tcp appliance -> internet:443",
          "Tcp userNode -> internet:443",
          "Udp appliance -> internet:123",
          "Udp userNode -> nameServer:53",
          "Tcp appliance -> nameServer:53",
        ],
        refused: [
          "Udp appliance -> secondNameServer:53",
          "Udp endpoint -> nameServer:53",
          "Tcp appliance -> internet:80",
          "Tcp appliance -> userNode:443",
          "Tcp appliance -> endpoint:443",
          "Tcp endpoint -> internet:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("has no rule for names where Azure's own server answers", () => {
    const rules = ofAppliance(stampFlows({ appliance }, { nameServers: [] }));
    expect(allowing(rules, "Inbound")).to.deep.equal([
      "allow-forwarded-tcp-443-inbound",
      "allow-forwarded-udp-123-inbound",
    ]);
    expect(allowing(rules, "Outbound")).to.deep.equal([
      "allow-forwarded-tcp-443-outbound",
      "allow-forwarded-udp-123-outbound",
    ]);
  });

  it("names each flow with protocol and port, and says who decides", () => {
    const rules = ofAppliance(stampFlows({ appliance }));
    expect(allowing(rules, "Inbound")).to.deep.equal([
      "allow-forwarded-tcp-443-inbound",
      "allow-forwarded-udp-123-inbound",
      "allow-dns-udp-inbound",
      "allow-dns-tcp-inbound",
    ]);
    expect(allowing(rules, "Outbound")).to.deep.equal([
      "allow-forwarded-tcp-443-outbound",
      "allow-forwarded-udp-123-outbound",
      "allow-dns-udp-outbound",
      "allow-dns-tcp-outbound",
    ]);
    for (const [name, says] of [
      ["allow-forwarded-tcp-443-inbound", /route table hands to the appliance, whose rules decide/],
      ["allow-dns-udp-inbound", /name servers.*appliance may be one/],
      ["allow-forwarded-tcp-443-outbound", /lets through, and its own updates/],
      ["allow-dns-udp-outbound", /name servers that lie behind the appliance/],
    ] as const)
      expect(description(rules, name), name).to.match(says);
  });
});
