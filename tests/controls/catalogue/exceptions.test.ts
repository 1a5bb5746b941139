import { expect } from "chai";
import { privilegedRoles } from "../../../controls/data/privilegedRoles.ts";
import type { ExampleResource } from "../../../controls/types.ts";
import { say } from "../support/say.ts";

type Props = ExampleResource["props"];
const group = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network";

describe("exceptions of controls, and where they end", () => {
  const everything = {
    name: "out",
    access: "Allow",
    direction: "Outbound",
    protocol: "*",
    destinationAddressPrefix: "*",
    destinationPortRange: "*",
  };
  const guard = (rule: Props): ExampleResource => ({
    type: "network:NetworkSecurityGroup",
    name: "nsg",
    id: `${group}/networkSecurityGroups/nsg`,
    props: { networkSecurityGroupName: "nsg", securityRules: [rule] },
  });
  const subnet = (name: string, addressPrefix: unknown): ExampleResource => ({
    type: "network:Subnet",
    name,
    id: `${group}/virtualNetworks/n/subnets/${name}`,
    props: {
      subnetName: name,
      addressPrefix,
      networkSecurityGroup: { id: `${group}/networkSecurityGroups/nsg` },
    },
  });
  const gateway = (...subnets: string[]): ExampleResource => ({
    type: "network:ApplicationGateway",
    name: "agw",
    props: {
      gatewayIPConfigurations: subnets.map((name) => ({
        subnet: { id: `${group}/virtualNetworks/n/subnets/${name}` },
      })),
    },
  });
  const route = (...hops: unknown[]): ExampleResource => ({
    type: "network:RouteTable",
    name: "rt",
    props: { routes: hops.map((nextHopIpAddress) => ({ nextHopIpAddress })) },
  });
  const broad = (rule: Props, ...others: ExampleResource[]) =>
    say("network-no-broad-rule", [guard(rule), ...others]).length;

  it("rules that let everything out are broad by ports or by protocol, and only outwards", () => {
    expect(broad(everything)).to.equal(1);
    expect(broad({ ...everything, destinationPortRange: "443" })).to.equal(1);
    expect(broad({ ...everything, protocol: "Tcp" })).to.equal(1);
    expect(
      broad({
        ...everything,
        protocol: "Tcp",
        destinationPortRange: undefined,
        destinationPortRanges: ["443", "*"],
      }),
    ).to.equal(1);
    expect(broad({ ...everything, protocol: "Tcp", destinationPortRange: "443" })).to.equal(0);
    expect(broad({ ...everything, destinationAddressPrefix: "10.0.0.0/8" })).to.equal(0);
    expect(
      broad({
        ...everything,
        destinationAddressPrefix: undefined,
        destinationAddressPrefixes: ["10.0.0.0/8", "Internet"],
      }),
    ).to.equal(1);
    expect(broad({ ...everything, access: "Deny" })).to.equal(0);
    expect(broad({ ...everything, direction: "Inbound" })).to.equal(0);
  });

  it("a group of application gateways alone may be broad", () => {
    expect(broad(everything, subnet("a", "10.0.0.0/24"), gateway("a"))).to.equal(0);
    expect(
      broad(everything, subnet("a", "10.0.0.0/24"), subnet("b", "10.0.1.0/24"), gateway("b", "a")),
    ).to.equal(0);
    expect(broad(everything, subnet("a", "10.0.0.0/24"), subnet("b", "10.0.1.0/24"), gateway("a"))).to.equal(
      1,
    );
    expect(broad(everything, gateway("a"))).to.equal(1);
    expect(broad(everything, subnet("a", "10.0.0.0/24"))).to.equal(1);
    const stranger = {
      ...subnet("b", "10.0.1.0/24"),
      props: { subnetName: "b", addressPrefix: "10.0.1.0/24" },
    };
    expect(broad(everything, subnet("a", "10.0.0.0/24"), stranger, gateway("a"))).to.equal(0);
  });

  it("so may that of the appliance that routes lead to", () => {
    expect(broad(everything, subnet("a", "10.0.0.0/24"), route("10.9.9.9", "10.0.0.4"))).to.equal(0);
    expect(broad(everything, subnet("a", "10.0.0.0/24"), route("10.0.1.4"))).to.equal(1);
    for (const hop of [undefined, "nowhere", "fd00::4", 4])
      expect(broad(everything, subnet("a", "10.0.0.0/24"), route(hop)), String(hop)).to.equal(1);
    for (const prefix of [undefined, "fd00::/64", "nowhere", 10])
      expect(broad(everything, subnet("a", prefix), route("10.0.0.4")), String(prefix)).to.equal(1);
  });

  it("Bastion's group may let the Internet in on 443, by what else it has, and nobody else's", () => {
    const inwards = (sourceAddressPrefix: string, destinationPortRange: string) => ({
      name: `in-${sourceAddressPrefix}`,
      access: "Allow",
      direction: "Inbound",
      sourceAddressPrefix,
      destinationPortRange,
    });
    const outwards = (destinationPortRange: string) => ({
      name: `out-${destinationPortRange}`,
      access: "Allow",
      direction: "Outbound",
      destinationAddressPrefix: "VirtualNetwork",
      destinationPortRange,
    });
    const open = inwards("Internet", "443");
    const rest = [inwards("GatewayManager", "443"), outwards("22"), outwards("3389")];
    const said = (...securityRules: Props[]) =>
      say("network-no-open-inbound", [{ type: "network:NetworkSecurityGroup", props: { securityRules } }]);
    expect(said(open, ...rest)).to.deep.equal([]);
    for (const [index, missing] of rest.entries()) {
      expect(said(open, ...rest.filter((rule) => rule !== missing)), String(index)).to.have.length(1);
      const denied = rest.map((rule) => (rule === missing ? { ...rule, access: "Deny" } : rule));
      expect(said(open, ...denied), `denied ${index}`).to.have.length(1);
      const elsewhere = rest.map((rule) =>
        rule === missing ? { ...rule, destinationPortRange: "80" } : rule,
      );
      expect(said(open, ...elsewhere), `elsewhere ${index}`).to.have.length(1);
    }
    expect(said(inwards("Internet", "22"), ...rest)).to.deep.equal([
      "The rule in-Internet lets in 'Internet' on ports 22. Name who may come.",
    ]);
    const both = { ...open, destinationPortRange: undefined, destinationPortRanges: ["443", "22"] };
    expect(said(both, ...rest)).to.deep.equal([
      "The rule in-Internet lets in 'Internet' on ports 443, 22. Name who may come.",
    ]);
    const many = rest.map(({ destinationPortRange, ...rule }) => ({
      ...rule,
      destinationPortRanges: ["1", destinationPortRange],
    }));
    expect(said(open, ...many)).to.deep.equal([]);
  });

  it("ports may be opened to everybody by a parameter, each of a rule", () => {
    const said = (ports: readonly string[], openPorts: string[]) =>
      say(
        "network-no-open-inbound",
        [
          {
            type: "network:SecurityRule",
            props: {
              securityRuleName: "web",
              access: "Allow",
              direction: "Inbound",
              sourceAddressPrefixes: ["10.0.0.0/8", "0.0.0.0/0"],
              destinationPortRanges: ports,
            },
          },
        ],
        { values: { openPorts } },
      ).length;
    expect([
      said(["443"], []),
      said(["443"], ["443"]),
      said(["443", "22"], ["443"]),
      said([], ["443"]),
    ]).to.deep.equal([1, 0, 1, 1]);
  });

  it("whoever deploys may be Contributor, and nobody Owner", () => {
    const said = (role: string, more: Props = {}, name = "someone") => {
      const id = privilegedRoles.find((row) => row.name === role)?.id ?? role;
      const roleDefinitionId = `/providers/Microsoft.Authorization/roleDefinitions/${id.toUpperCase()}`;
      return say("identity-no-owner", [
        { type: "authorization:RoleAssignment", name, props: { roleDefinitionId, ...more } },
      ]).length;
    };
    expect([
      said("Owner"),
      said("Owner", {}, "ci-deploys-stamps"),
      said("Owner", { condition: "x" }),
    ]).to.deep.equal([1, 1, 1]);
    expect([said("Contributor"), said("Contributor", {}, "ci-deploys-stamps")]).to.deep.equal([1, 0]);
    const grants = "User Access Administrator";
    expect([said(grants), said(grants, { condition: "x" }), said(grants, { condition: "" })]).to.deep.equal([
      1, 0, 1,
    ]);
    expect([said("Log Analytics Contributor"), said("00000000-0000-0000-0000-000000000000")]).to.deep.equal([
      0, 0,
    ]);
  });

  it("firewall rules are open by any kind of destination, or by their source", () => {
    const said = (rule: Props, type = "Allow") =>
      say("network-firewall-rules-narrow", [
        {
          type: "network:FirewallPolicyRuleCollectionGroup",
          props: { ruleCollections: [{ action: { type }, rules: [{ name: "r", ...rule }] }] },
        },
      ]);
    for (const key of ["destinationAddresses", "targetFqdns", "destinationFqdns", "targetUrls"]) {
      expect(said({ [key]: ["a.example.com", "*"] }), key).to.deep.equal([
        "The rule r allows '*' as its destination. Name the hosts.",
      ]);
      expect(said({ [key]: ["*"] }, "Deny"), key).to.deep.equal([]);
    }
    expect(said({ targetFqdns: ["a.example.com"], sourceAddresses: ["10.0.0.0/8", "*"] })).to.deep.equal([
      "The rule r allows every source. Name the ranges that need it.",
    ]);
  });

  it("federated credentials name one subject, a safe issuer and one audience", () => {
    const good = {
      subject: "system:serviceaccount:w:a",
      issuer: "https://issuer",
      audiences: ["api://AzureADTokenExchange"],
    };
    const said = (over: Props) =>
      say("identity-federation-exact", [
        { type: "managedidentity:FederatedIdentityCredential", props: { ...good, ...over } },
      ]);
    expect(said({})).to.deep.equal([]);
    for (const subject of [undefined, "", "system:serviceaccount:*:a", 7])
      expect(said({ subject }), String(subject)).to.have.length(1);
    for (const issuer of [undefined, "http://issuer", 7])
      expect(said({ issuer }), String(issuer)).to.have.length(1);
    for (const audiences of [undefined, [], ["other"], [...good.audiences, "other"]])
      expect(said({ audiences }), String(audiences)).to.have.length(1);
  });

  it("roles of one's own do not grow, and stay in their subscriptions", () => {
    const said = (permissions: Props[], assignableScopes = ["/subscriptions/s"]) =>
      say("identity-custom-roles-narrow", [
        { type: "authorization:RoleDefinition", props: { permissions, assignableScopes } },
      ]);
    expect(said([{ actions: ["*", "Microsoft.Authorization/roleAssignments/write"] }])).to.deep.equal([
      "The role grants *, Microsoft.Authorization/roleAssignments/write. List what is needed.",
    ]);
    expect(said([{ dataActions: ["*"] }])).to.have.length(1);
    expect(said([{ actions: ["Microsoft.Authorization/roleAssignments/read"] }])).to.deep.equal([]);
    expect(
      said([], ["/subscriptions/s", "/providers/Microsoft.Management/managementGroups/m"]),
    ).to.have.length(1);
    expect(said([], ["/"])).to.have.length(1);
  });

  it("addresses are Standard of either version", () => {
    const said = (name: string) =>
      say("network-public-address-resilient", [
        {
          type: "network:PublicIPAddress",
          props: { sku: { name }, publicIPAllocationMethod: "Static", zones: ["1", "2"], location: "eastus" },
        },
      ]).length;
    expect(["Standard", "StandardV2", "Basic"].map(said)).to.deep.equal([0, 0, 1]);
  });
});
