import { expect } from "chai";
import { planAddresses } from "../../../lib/addressPlan.ts";
import { stampSecurityRules } from "../../../lib/nsg/stampRules.ts";
import type { SecurityRule } from "../../../lib/nsg/types.ts";

const plan = planAddresses({
  addressSpace: "10.10.0.0/20",
  systemNodes: 6,
  userNodes: 20,
  privateEndpointAddresses: 9,
});
const rules = stampSecurityRules({ plan, podCidr: "192.168.0.0/16", originPort: 443 });
const nodes = [plan.subnets.systemNodes, plan.subnets.userNodes];
const cluster = [...nodes, "192.168.0.0/16"];

/** "100 Inbound Allow Tcp 10.0.0.0/8 -> 10.1.0.0/16:443" */
function line(rule: SecurityRule): string {
  const from = rule.sourceAddressPrefix ?? rule.sourceAddressPrefixes?.join(",");
  const to = rule.destinationAddressPrefix ?? rule.destinationAddressPrefixes?.join(",");
  return `${rule.priority} ${rule.direction} ${rule.access} ${rule.protocol} ${from} -> ${to}:${rule.destinationPortRange}`;
}

describe("security rules of a stamp", () => {
  it("lets nodes do what AKS needs, and nothing else", () => {
    const expected = [
      `100 Inbound Allow * ${cluster.join()} -> ${cluster.join()}:*`,
      `110 Inbound Allow Tcp ${plan.subnets.privateLink} -> ${plan.subnets.ingress}:443`,
      `120 Inbound Allow Tcp AzureLoadBalancer -> ${nodes.join()}:*`,
      "4096 Inbound Deny * * -> *:*",
      `100 Outbound Allow * ${cluster.join()} -> ${cluster.join()}:*`,
      `110 Outbound Allow Tcp ${nodes.join()} -> ${plan.subnets.privateEndpoints}:443`,
      `120 Outbound Allow Udp ${nodes.join()} -> ${plan.firewallPrivateIp}:53`,
      `130 Outbound Allow Tcp ${nodes.join()} -> ${plan.firewallPrivateIp}:53`,
      `140 Outbound Allow Tcp ${nodes.join()} -> Internet:443`,
      "4096 Outbound Deny * * -> *:*",
    ];
    expect(rules.systemNodes.map(line)).to.deep.equal(expected);
    expect(rules.userNodes.map(line)).to.deep.equal(expected);
  });

  it("lets private endpoints be called by nodes, and call nobody", () => {
    expect(rules.privateEndpoints.map(line)).to.deep.equal([
      `100 Inbound Allow Tcp ${nodes.join()} -> ${plan.subnets.privateEndpoints}:443`,
      "4096 Inbound Deny * * -> *:*",
      "4096 Outbound Deny * * -> *:*",
    ]);
  });

  it("lets the private link service reach the load balancer, and the load balancer nothing", () => {
    expect(rules.privateLink.map(line)).to.deep.equal([
      "4096 Inbound Deny * * -> *:*",
      `100 Outbound Allow Tcp ${plan.subnets.privateLink} -> ${plan.subnets.ingress}:443`,
      "4096 Outbound Deny * * -> *:*",
    ]);
    expect(rules.ingress.map(line)).to.deep.equal([
      `100 Inbound Allow Tcp ${plan.subnets.privateLink} -> ${plan.subnets.ingress}:443`,
      "4096 Inbound Deny * * -> *:*",
      "4096 Outbound Deny * * -> *:*",
    ]);
  });

  it("keeps to ARM's rules: names and priorities unique per group and direction, one prefix or several", () => {
    for (const group of Object.values(rules)) {
      expect(new Set(group.map(({ name }) => name)).size).to.equal(group.length);
      expect(new Set(group.map(({ priority, direction }) => `${direction} ${priority}`)).size).to.equal(
        group.length,
      );
      for (const rule of group) {
        expect(rule.priority).to.be.within(100, 4096);
        expect([rule.sourceAddressPrefix, rule.sourceAddressPrefixes].filter(Boolean)).to.have.length(1);
        expect(
          [rule.destinationAddressPrefix, rule.destinationAddressPrefixes].filter(Boolean),
        ).to.have.length(1);
        expect(rule.description.length).to.be.within(1, 140);
      }
    }
  });

  it("never relies on the tag VirtualNetwork, which a 0.0.0.0/0 route turns into everything", () => {
    expect(JSON.stringify(rules)).to.not.contain("VirtualNetwork");
  });
});
