import { expect } from "chai";
import type { AddressPlan } from "../../../lib/addressPlan.ts";
import { frontDoorHeaderRule } from "../../../lib/ingress/applicationGateway.ts";
import {
  entranceFlows,
  fixedAddressAnnotations,
  hasFirewallEntrance,
  loadBalancerAddress,
  natRuleCollectionGroup,
  publicLoadBalancerAnnotations,
  type Ingress,
} from "../../../lib/ingress/entrance.ts";

const plan = {
  subnets: { firewall: "10.0.0.0/26", ingress: "10.0.1.0/27", appGateway: "10.0.2.0/24" },
} as unknown as AddressPlan;
const without = (subnet: string): AddressPlan =>
  ({ subnets: { ...plan.subnets, [subnet]: undefined } }) as unknown as AddressPlan;
const allowedSources = ["203.0.113.0/24"];
const flows = (type: Ingress["type"], over: AddressPlan = plan, sources = allowedSources) =>
  entranceFlows({ plan: over, ingress: { type, allowedSources: sources }, port: 8443 });

describe("the further entrance of a stamp", () => {
  it("is an address of the firewall for two of its kinds", () => {
    const kinds = ["none", "applicationGateway", "firewall", "publicLoadBalancer"] as const;
    expect(kinds.filter((type) => hasFirewallEntrance({ type, allowedSources }))).to.deep.equal([
      "firewall",
      "publicLoadBalancer",
    ]);
  });

  it("leads to the first address of the ingress subnet that Azure does not keep", () => {
    expect(loadBalancerAddress(plan)).to.equal("10.0.1.4");
  });

  it("is translated for those who may use it, and everybody is written as a star", () => {
    expect(natRuleCollectionGroup({ type: "firewall", allowedSources }, 443)).to.deep.include({
      name: "rcg-entrance",
      priority: 500,
      ruleCollectionName: "dnat-entrance",
      ruleName: "https",
      sourceAddresses: allowedSources,
      port: "443",
    });
    const everybody = { type: "firewall", allowedSources: ["0.0.0.0/0"] } as const;
    expect(natRuleCollectionGroup(everybody, 443).sourceAddresses).to.deep.equal(["*"]);
  });

  it("lets the firewall's subnet into those of the load balancer and of the nodes", () => {
    const { ingress, systemNodes, userNodes, ...others } = flows("firewall");
    const flow = {
      name: "allow-firewall-entrance",
      description: "Requests that the firewall hands on to the load balancer of the gateway.",
      protocol: "Tcp",
      from: "10.0.0.0/26",
      to: "10.0.1.0/27",
      port: "8443",
    };
    expect([ingress, systemNodes, userNodes]).to.deep.equal(Array(3).fill({ inbound: [flow] }));
    expect(others).to.deep.equal({});
    expect(flows("firewall", without("firewall"))).to.deep.equal({});
  });

  it("lets the Internet to the nodes only, for a public load balancer", () => {
    const { systemNodes, userNodes, ...others } = flows("publicLoadBalancer");
    for (const subnet of [systemNodes, userNodes]) {
      expect(subnet?.inbound).to.have.length(1);
      expect(subnet?.inbound?.[0]).to.deep.include({
        from: "Internet",
        to: "*",
        port: "8443",
        protocol: "Tcp",
      });
    }
    expect(others).to.deep.equal({});
  });

  it("lets the named ranges to the application gateway, and nobody where none is named", () => {
    const { appGateway, ...others } = flows("applicationGateway");
    expect(appGateway?.inbound).to.have.length(1);
    expect(appGateway?.inbound?.[0]).to.deep.include({
      name: "allow-sources",
      protocol: "Tcp",
      from: allowedSources,
      to: "10.0.2.0/24",
      port: "443",
    });
    expect(others).to.deep.equal({});
    expect(flows("applicationGateway", plan, [])).to.deep.equal({});
    expect(flows("applicationGateway", without("appGateway"))).to.deep.equal({});
    expect(flows("none")).to.deep.equal({});
  });

  it("is told to AKS by annotations of its cloud controller", () => {
    expect(fixedAddressAnnotations("10.0.1.4")).to.deep.equal({
      "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.0.1.4",
    });
    expect(publicLoadBalancerAnnotations("pip", "rg")).to.deep.equal({
      "service.beta.kubernetes.io/azure-load-balancer-internal": "false",
      "service.beta.kubernetes.io/azure-load-balancer-resource-group": "rg",
      "service.beta.kubernetes.io/azure-pip-name": "pip",
    });
  });

  it("gives the Front Door header to requests of an application gateway that have none", () => {
    expect(frontDoorHeaderRule("guid")).to.deep.equal({
      name: "came-by-gateway",
      ruleSequence: 100,
      conditions: [{ variable: "http_req_X-Azure-FDID", pattern: ".+", ignoreCase: true, negate: true }],
      actionSet: { requestHeaderConfigurations: [{ headerName: "X-Azure-FDID", headerValue: "guid" }] },
    });
  });
});
