import { expect } from "chai";
import { egressPorts, type FeatureEgress } from "../../../lib/egress/catalogue.ts";
import { organisationRules } from "../../../lib/egress/organisationRules.ts";
import { privateEndpointPorts } from "../../../lib/nsg/privateEndpointPorts.ts";

const none = { deniedPorts: [], deniedHosts: [], deniedAddresses: [], allowedHosts: [] };
const filter = "FirewallPolicyFilterRuleCollection";
const ipProtocols = ["TCP", "UDP"];

describe("rules of the organisation", () => {
  it("are no group where nothing is decided", () => {
    expect(organisationRules(none)).to.equal(undefined);
  });

  it("deny before they allow, and deny hosts in the clear as well", () => {
    const decided = {
      deniedPorts: [25],
      deniedAddresses: ["198.51.100.0/24"],
      deniedHosts: ["paste.example.com"],
      allowedHosts: ["*.corp.example.com"],
    };
    expect(organisationRules(decided)).to.deep.equal({
      name: "rcg-organisation",
      priority: 200,
      ruleCollections: [
        {
          name: "deny-ports",
          priority: 100,
          ruleCollectionType: filter,
          action: { type: "Deny" },
          rules: [
            {
              name: "ports",
              description: "Nothing leaves on these ports, whatever a stamp's own rules say.",
              ruleType: "NetworkRule",
              ipProtocols,
              destinationAddresses: ["*"],
              destinationPorts: ["25"],
            },
          ],
        },
        {
          name: "deny-addresses",
          priority: 200,
          ruleCollectionType: filter,
          action: { type: "Deny" },
          rules: [
            {
              name: "addresses",
              description: "Addresses the organisation has blocked.",
              ruleType: "NetworkRule",
              ipProtocols,
              destinationAddresses: ["198.51.100.0/24"],
              destinationPorts: ["*"],
            },
          ],
        },
        {
          name: "deny-hosts",
          priority: 300,
          ruleCollectionType: filter,
          action: { type: "Deny" },
          rules: [
            {
              name: "hosts",
              description: "Hosts the organisation has blocked.",
              ruleType: "ApplicationRule",
              protocols: [
                { protocolType: "Https", port: 443 },
                { protocolType: "Http", port: 80 },
              ],
              targetFqdns: ["paste.example.com"],
            },
          ],
        },
        {
          name: "allow-hosts",
          priority: 400,
          ruleCollectionType: filter,
          action: { type: "Allow" },
          rules: [
            {
              name: "hosts",
              description: "Hosts every stamp may reach.",
              ruleType: "ApplicationRule",
              protocols: [{ protocolType: "Https", port: 443 }],
              targetFqdns: ["*.corp.example.com"],
            },
          ],
        },
      ],
    });
  });

  it("number only what is there", () => {
    const [first, ...others] =
      organisationRules({ ...none, allowedHosts: ["a.example.com"] })?.ruleCollections ?? [];
    expect(first).to.deep.include({ name: "allow-hosts", priority: 100 });
    expect(others).to.deep.equal([]);
  });
});

describe("ports that security groups leave open", () => {
  const egress = (...ways: readonly (readonly [protocol: string, port: number])[]) =>
    [{ rules: ways.map(([protocol, port]) => ({ protocol, port })) }] as unknown as FeatureEgress[];

  it("are each named once, in ascending order, TCP before UDP", () => {
    const ways = egress(
      ["Udp", 443],
      ["Https", 8443],
      ["Udp", 123],
      ["Https", 443],
      ["Http", 80],
      ["Tcp", 443],
    );
    expect(egressPorts(ways)).to.deep.equal([
      { protocol: "Tcp", port: 80 },
      { protocol: "Udp", port: 123 },
      { protocol: "Tcp", port: 443 },
      { protocol: "Udp", port: 443 },
      { protocol: "Tcp", port: 8443 },
    ]);
    expect(egressPorts(egress(["Https", 443], ["Udp", 443]))).to.deep.equal(
      egressPorts(egress(["Udp", 443], ["Https", 443])),
    );
  });

  it("are those of the services behind private endpoints", () => {
    expect(privateEndpointPorts(["keyVault", "blob"])).to.deep.equal([443]);
    expect(privateEndpointPorts(["eventHubs", "keyVault"])).to.deep.equal([443, 5671]);
    expect(privateEndpointPorts([])).to.deep.equal([]);
  });
});
