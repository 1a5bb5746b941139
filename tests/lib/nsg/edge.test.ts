import { expect } from "chai";
import { appGatewayFlows, ingressFlows, privateLinkFlows } from "../../../lib/nsg/edge.ts";
import { securityRules } from "../../../lib/nsg/rules.ts";
import type { StampFlows } from "../../../lib/nsg/stampRules.ts";
import type { SecurityRule } from "../../../lib/nsg/types.ts";
import { allowing, description, destinationOf, optional, otherwise, stampFlows } from "./support.ts";

const { appGateway } = optional;
const ofIngress = (flows: StampFlows): SecurityRule[] => securityRules(ingressFlows(flows));
const ofPrivateLink = (flows: StampFlows): SecurityRule[] => securityRules(privateLinkFlows(flows));
const ofGateway = (flows: StampFlows): SecurityRule[] => securityRules(appGatewayFlows(flows, appGateway));

describe("the security group of the internal load balancer's addresses", () => {
  it("lets the private link service in on the origin's port, and nobody else", () => {
    expect(
      otherwise(ofIngress(stampFlows()), "Inbound", {
        through: ["Tcp privateLink -> loadBalancer:8443"],
        refused: [
          "Tcp privateLink -> loadBalancer:443",
          "Udp privateLink -> loadBalancer:8443",
          "Tcp privateLink -> userNode:8443",
          "Tcp userNode -> loadBalancer:8443",
          "Tcp appGateway -> loadBalancer:8443",
          "Tcp internet -> loadBalancer:8443",
          "Tcp frontDoor -> loadBalancer:8443",
          "Tcp operator -> loadBalancer:8443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets an application gateway in on the same port, where there is one", () => {
    expect(
      otherwise(ofIngress(stampFlows({ appGateway })), "Inbound", {
        through: ["Tcp appGateway -> loadBalancer:8443", "Tcp privateLink -> loadBalancer:8443"],
        refused: ["Tcp appGateway -> loadBalancer:443", "Udp appGateway -> loadBalancer:8443"],
      }),
    ).to.deep.equal([]);
  });

  it("lets it answer, but never ask", () => {
    const rules = ofIngress(stampFlows({ appGateway }));
    expect(allowing(rules, "Outbound")).to.deep.equal([]);
    expect(
      otherwise(rules, "Outbound", {
        through: [],
        refused: ["Tcp loadBalancer -> userNode:8443", "Tcp loadBalancer -> internet:443"],
      }),
    ).to.deep.equal([]);
  });

  it("says who comes", () => {
    expect(allowing(ofIngress(stampFlows()), "Inbound")).to.deep.equal(["allow-origin-inbound"]);
    const rules = ofIngress(stampFlows({ appGateway }));
    expect(allowing(rules, "Inbound")).to.deep.equal(["allow-origin-inbound", "allow-app-gateway-inbound"]);
    expect(description(rules, "allow-origin-inbound")).to.match(/private link service.*load balancer/);
    expect(description(rules, "allow-app-gateway-inbound")).to.match(/application gateway.*load balancer/);
  });
});

describe("the security group of the private link service", () => {
  it("lets it call the load balancer on the origin's port, and be called by nobody", () => {
    const rules = ofPrivateLink(stampFlows());
    expect(allowing(rules, "Inbound")).to.deep.equal([]);
    expect(allowing(rules, "Outbound")).to.deep.equal(["allow-origin-outbound"]);
    expect(
      otherwise(rules, "Inbound", {
        through: [],
        refused: ["Tcp internet -> privateLink:8443", "Tcp userNode -> privateLink:8443"],
      }),
    ).to.deep.equal([]);
    expect(
      otherwise(rules, "Outbound", {
        through: ["Tcp privateLink -> loadBalancer:8443"],
        refused: [
          "Tcp privateLink -> loadBalancer:80",
          "Udp privateLink -> loadBalancer:8443",
          "Tcp privateLink -> userNode:8443",
          "Tcp privateLink -> internet:443",
        ],
      }),
    ).to.deep.equal([]);
  });
});

describe("the security group of an application gateway", () => {
  it("lets in Front Door by HTTPS, Azure's management on its ports and probes, as Azure requires", () => {
    expect(
      otherwise(ofGateway(stampFlows({ appGateway })), "Inbound", {
        through: [
          "Tcp frontDoor -> appGateway:443",
          "Tcp gatewayManager -> appGateway:65200",
          "Tcp gatewayManager -> appGateway:65535",
          "Tcp probe -> appGateway:443",
          "Udp probe -> appGateway:9000",
        ],
        refused: [
          "Tcp internet -> appGateway:443",
          "Tcp internet -> appGateway:65200",
          "Tcp frontDoor -> appGateway:80",
          "Udp frontDoor -> appGateway:443",
          "Tcp frontDoor -> appGateway:65200",
          "Tcp frontDoor -> loadBalancer:443",
          "Tcp gatewayManager -> appGateway:65199",
          "Tcp gatewayManager -> appGateway:443",
          "Udp gatewayManager -> appGateway:65300",
          "Tcp userNode -> appGateway:443",
          "Tcp operator -> appGateway:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("lets it call the load balancer, the vault, name servers and the Internet, and no node", () => {
    const servers = { nameServers: ["10.0.9.4", "10.0.9.5"] };
    expect(
      otherwise(ofGateway(stampFlows({ appGateway }, servers)), "Outbound", {
        through: [
          "Tcp appGateway -> loadBalancer:8443",
          "Tcp appGateway -> endpoint:443",
          "Udp appGateway -> nameServer:53",
          "Tcp appGateway -> nameServer:53",
          "Udp appGateway -> secondNameServer:53",
          "Tcp appGateway -> secondNameServer:53",
          "Tcp appGateway -> internet:443",
          "Udp appGateway -> internet:123",
        ],
        refused: [
          "Tcp appGateway -> loadBalancer:443",
          "Udp appGateway -> loadBalancer:8443",
          "Tcp appGateway -> endpoint:5671",
          "Udp appGateway -> endpoint:443",
          "Tcp appGateway -> nameServer:443",
          "Tcp appGateway -> userNode:8443",
          "Tcp appGateway -> otherNetwork:443",
          "Tcp userNode -> internet:443",
        ],
      }),
    ).to.deep.equal([]);
  });

  it("names the vault's endpoint by its group where the configuration says so", () => {
    const vault = (applicationSecurityGroups: boolean): unknown =>
      destinationOf(
        ofGateway(stampFlows({ appGateway }, { applicationSecurityGroups })).find(
          ({ name }) => name === "allow-key-vault-outbound",
        ),
      );
    expect(vault(true)).to.deep.equal({ group: "privateEndpoints" });
    expect(vault(false)).to.equal("10.0.4.0/24");
  });

  it("has no rule for names where Azure's own server answers", () => {
    const rules = ofGateway(stampFlows({ appGateway }, { nameServers: [] }));
    expect(allowing(rules, "Outbound")).to.deep.equal([
      "allow-app-gateway-outbound",
      "allow-key-vault-outbound",
      "allow-internet-outbound",
    ]);
  });

  it("names each flow, each name server by protocol and address, and says what it is for", () => {
    const rules = ofGateway(stampFlows({ appGateway }));
    expect(allowing(rules, "Inbound")).to.deep.equal([
      "allow-front-door-inbound",
      "allow-gateway-manager-inbound",
      "allow-load-balancer-probes-inbound",
    ]);
    expect(allowing(rules, "Outbound")).to.deep.equal([
      "allow-app-gateway-outbound",
      "allow-key-vault-outbound",
      "allow-dns-udp-10-0-9-4-outbound",
      "allow-dns-tcp-10-0-9-4-outbound",
      "allow-internet-outbound",
    ]);
    for (const [name, says] of [
      ["allow-front-door-inbound", /Front Door to the listener.*header/],
      ["allow-gateway-manager-inbound", /management of the gateway/],
      ["allow-load-balancer-probes-inbound", /Health probes/],
      ["allow-app-gateway-outbound", /application gateway.*load balancer/],
      ["allow-key-vault-outbound", /certificate.*vault's private endpoint/],
      ["allow-dns-udp-10-0-9-4-outbound", /name server of the network/],
      ["allow-internet-outbound", /certificate revocation.*does not work without/],
    ] as const)
      expect(description(rules, name), name).to.match(says);
  });
});
