import { expect } from "chai";
import { loadBalancerAddress } from "../../lib/ingress/entrance.ts";
import type { AddressPlan } from "../../lib/addressPlan.ts";
import type { StackRun } from "../support/runStack.ts";
import { dependencyNames, input, named, ofType, only, runStamp, stampRun } from "../support/stacks.ts";

type Inputs = Record<string, unknown>;

const sources = ["198.51.100.0/24"];
const withIngress = (ingress: Inputs): Promise<StackRun> => runStamp("stamp-eastus", { values: { ingress } });

function natRule(run: StackRun): Inputs {
  const [collection] = named(run, "firewall-rcg-entrance").inputs["ruleCollections"] as {
    rules: Inputs[];
    action: Inputs;
  }[];
  expect(collection?.action).to.deep.equal({ type: "DNAT" });
  expect(collection?.rules).to.have.length(1);
  return collection?.rules[0] ?? {};
}

function inboundOf(run: StackRun, group: string): Inputs[] {
  return (named(run, group).inputs["securityRules"] as Inputs[]).filter(
    ({ direction, access }) => direction === "Inbound" && access === "Allow",
  );
}

const ingressAddress = (run: StackRun): string =>
  loadBalancerAddress({
    subnets: { ingress: String(named(run, "network-snet-ingress").inputs["addressPrefix"]) },
  } as AddressPlan);

const routesOf = (run: StackRun): Inputs[] => only(run, "network:RouteTable").inputs["routes"] as Inputs[];

describe("ways into a stamp", function () {
  it("are Front Door's private link only, unless more is asked for", async () => {
    const run = await stampRun();
    expect(ofType(run, "network:ApplicationGateway")).to.deep.equal([]);
    expect(run.resources.some(({ name }) => /entrance|load-balancer-address/.test(name))).to.equal(false);
    expect(routesOf(run)).to.have.length(1);
  });

  describe("firewall", () => {
    let run: StackRun;
    before(async () => {
      run = await withIngress({ type: "firewall", allowedSources: sources });
    });

    it("hands requests to an address of its own on to the internal load balancer", () => {
      const rule = natRule(run);
      expect(rule).to.deep.include({
        ruleType: "NatRule",
        sourceAddresses: sources,
        destinationPorts: ["443"],
        ipProtocols: ["TCP"],
        translatedAddress: ingressAddress(run),
        translatedPort: "443",
      });
      expect(rule["destinationAddresses"]).to.deep.equal(["203.0.113.4"]);
      expect(named(run, "firewall-entrance").inputs["publicIpAddressName"]).to.equal(
        "pip-bulkhead-firewall-entrance-eus",
      );
    });

    it("translates after the rules of egress are written, and before the firewall stands", () => {
      expect(dependencyNames(named(run, "firewall-rcg-entrance"))).to.include.members([
        "firewall-rcg-platform",
        "firewall-entrance",
      ]);
      expect(dependencyNames(only(run, "network:AzureFirewall"))).to.include("firewall-rcg-entrance");
    });

    it("is let through by the security groups, from the firewall's subnet alone", () => {
      const subnet = named(run, "network-AzureFirewallSubnet").inputs["addressPrefix"];
      for (const group of ["network-snet-ingress-rules", "network-snet-nodes-user-rules"]) {
        const rule = inboundOf(run, group).find(({ name }) => name === "allow-firewall-entrance-inbound");
        expect(rule, group).to.include({ sourceAddressPrefix: subnet, destinationPortRange: "443" });
      }
    });

    it("needs no further route: the firewall translates the source, so answers come back to it", () => {
      expect(routesOf(run)).to.have.length(1);
    });
  });

  describe("publicLoadBalancer", () => {
    let run: StackRun;
    before(async () => {
      run = await withIngress({ type: "publicLoadBalancer", allowedSources: ["0.0.0.0/0"] });
    });

    it("hands requests on to the address of a public load balancer", () => {
      expect(natRule(run)).to.deep.include({ sourceAddresses: ["*"], translatedPort: "443" });
      expect(dependencyNames(named(run, "firewall-rcg-entrance"))).to.include("load-balancer-address");
    });

    it("keeps answers on the way the requests came: each address of the firewall by the Internet", () => {
      const [everything, ...others] = routesOf(run);
      expect(everything).to.include({ addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance" });
      expect(others).to.have.length(ofType(run, "network:PublicIPAddress").length - 1);
      for (const route of others)
        expect(route).to.include({ addressPrefix: "203.0.113.4/32", nextHopType: "Internet" });
      const table = dependencyNames(only(run, "network:RouteTable"));
      expect(table).to.include.members(["firewall-address-1", "firewall-entrance"]);
    });

    it("lets the control plane give the address to the load balancer", () => {
      const assignment = named(run, "identities-joins-load-balancer");
      expect(assignment.inputs["scope"]).to.match(/publicIPAddresses\/pip-bulkhead-load-balancer-eus$/);
    });

    it("is let through to the nodes", () => {
      const rule = inboundOf(run, "network-snet-nodes-user-rules").find(
        ({ name }) => name === "allow-firewall-entrance-inbound",
      );
      expect(rule).to.include({ sourceAddressPrefix: "Internet", destinationPortRange: "443" });
    });
  });

  describe("applicationGateway", () => {
    let run: StackRun;
    before(async () => {
      run = await withIngress({ type: "applicationGateway", allowedSources: sources });
    });

    it("has a web application firewall that blocks, in the subnet for it", () => {
      const gateway = only(run, "network:ApplicationGateway");
      expect(gateway.inputs["sku"]).to.deep.equal({ name: "WAF_v2", tier: "WAF_v2" });
      const waf = only(run, "network:WebApplicationFirewallPolicy");
      expect(waf.inputs["policySettings"]).to.deep.include({ mode: "Prevention", state: "Enabled" });
      expect(input(gateway, "firewallPolicy.id")).to.match(
        /WebApplicationFirewallPolicies\/waf-bulkhead-eus$/,
      );
      const [subnet] = gateway.inputs["gatewayIPConfigurations"] as { subnet: { id: string } }[];
      expect(subnet?.subnet.id).to.match(/subnets\/snet-app-gateway$/);
      expect(gateway.inputs["zones"]).to.deep.equal(["1", "2", "3"]);
    });

    it("is encrypted on both sides, with the certificate of the vault", () => {
      const gateway = only(run, "network:ApplicationGateway");
      const [certificate] = gateway.inputs["sslCertificates"] as { keyVaultSecretId: string }[];
      expect(certificate?.keyVaultSecretId).to.match(/\.vault\.azure\.net\/secrets\/origin-tls$/);
      const [settings] = gateway.inputs["backendHttpSettingsCollection"] as Inputs[];
      expect(settings).to.include({ protocol: "Https", port: 443 });
      const [pool] = gateway.inputs["backendAddressPools"] as { backendAddresses: Inputs[] }[];
      expect(pool?.backendAddresses).to.deep.equal([{ ipAddress: ingressAddress(run) }]);
      expect(dependencyNames(gateway)).to.include("app-gateway-reads-certificate");
    });

    it("marks requests that no Front Door has marked, and leaves the others as they are", () => {
      const [set] = only(run, "network:ApplicationGateway").inputs["rewriteRuleSets"] as {
        rewriteRules: { conditions: Inputs[]; actionSet: { requestHeaderConfigurations: Inputs[] } }[];
      }[];
      const [rule] = set?.rewriteRules ?? [];
      expect(rule?.conditions).to.deep.equal([
        { variable: "http_req_X-Azure-FDID", pattern: ".+", ignoreCase: true, negate: true },
      ]);
      expect(rule?.actionSet.requestHeaderConfigurations[0]?.["headerName"]).to.equal("X-Azure-FDID");
    });

    it("is reached by those who may, and by Azure's management", () => {
      const inbound = inboundOf(run, "network-snet-app-gateway-rules");
      expect(inbound.find(({ name }) => name === "allow-sources-inbound")).to.deep.include({
        sourceAddressPrefixes: sources,
        destinationPortRange: "443",
      });
      expect(inbound.map(({ destinationPortRange }) => destinationPortRange)).to.include("65200-65535");
    });

    it("has an address of its subnet instead of a public one, where it is to be private", async () => {
      const inside = await withIngress({
        type: "applicationGateway",
        applicationGateway: { frontend: "private", maxInstances: 5 },
      });
      const gateway = only(inside, "network:ApplicationGateway");
      const [frontend] = gateway.inputs["frontendIPConfigurations"] as Inputs[];
      expect(frontend).to.not.have.property("publicIPAddress");
      expect(frontend).to.include({ privateIPAllocationMethod: "Static" });
      expect(inside.resources.some(({ name }) => name === "app-gateway-address")).to.equal(false);
      expect(gateway.inputs["autoscaleConfiguration"]).to.deep.equal({ minCapacity: 2, maxCapacity: 5 });
    });
  });
});
