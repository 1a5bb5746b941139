import { expect } from "chai";
import { location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { refuses } from "../../networkKit.ts";

const token = "network:NetworkSecurityGroup";
const rule = {
  name: "allow-in",
  priority: 100,
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  sourceAddressPrefix: "AzureLoadBalancer",
  sourcePortRange: "*",
  destinationAddressPrefixes: ["10.0.0.0/24", "10.0.1.7"],
  destinationPortRanges: ["443", "30000-32767"],
};
const good = {
  networkSecurityGroupName: "nsg",
  location,
  securityRules: [
    rule,
    { ...rule, name: "allow-out", direction: "Outbound" },
    { ...rule, name: "regional", priority: 200, sourceAddressPrefix: "Storage.EastUS" },
  ],
};

describe("rehearsal/azure: network security groups", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts the same priority once per direction, tags, ranges and lists", async () => {
    await kit.create(token, good);
  });

  refuses(
    [
      [
        "the same priority twice in a direction",
        "SecurityRuleConflict",
        "'allow-in' and 'allow-out'",
        { "securityRules.1.direction": "Inbound" },
      ],
      ["a priority below 100", "SecurityRuleInvalidPriority", "'99'", { "securityRules.0.priority": 99 }],
      [
        "a priority above 4096",
        "SecurityRuleInvalidPriority",
        "'4097'",
        { "securityRules.0.priority": 4097 },
      ],
      [
        "a rule without priority",
        "SecurityRuleInvalidPriority",
        "allow-in",
        { "securityRules.0.priority": undefined },
      ],
      [
        "an unknown direction",
        "InvalidParameterValue",
        "Sideways",
        { "securityRules.0.direction": "Sideways" },
      ],
      ["an unknown access", "InvalidParameterValue", "Maybe", { "securityRules.0.access": "Maybe" }],
      ["an unknown protocol", "InvalidParameterValue", "Gopher", { "securityRules.0.protocol": "Gopher" }],
      [
        "a rule without direction",
        "InvalidParameter",
        "direction of rule 'allow-in'",
        { "securityRules.0.direction": undefined },
      ],
      [
        "a rule without protocol",
        "InvalidParameter",
        "protocol of rule 'allow-in'",
        { "securityRules.0.protocol": undefined },
      ],
      [
        "a rule without ports",
        "SecurityRuleInvalidPortRange",
        "destinationPortRange",
        { "securityRules.0.destinationPortRanges": undefined },
      ],
      [
        "a port above 65535",
        "SecurityRuleInvalidPortRange",
        "70000",
        { "securityRules.0.destinationPortRanges": ["70000"] },
      ],
      [
        "a range that runs backwards",
        "SecurityRuleInvalidPortRange",
        "90-80",
        { "securityRules.0.destinationPortRanges": ["90-80"] },
      ],
      [
        "a range without beginning",
        "SecurityRuleInvalidPortRange",
        "-80",
        { "securityRules.0.destinationPortRanges": ["-80"] },
      ],
      [
        "a port with a name",
        "SecurityRuleInvalidPortRange",
        "https",
        { "securityRules.0.sourcePortRange": "https" },
      ],
      [
        "a rule without source",
        "SecurityRuleInvalidAddressPrefix",
        "sourceAddressPrefix",
        { "securityRules.0.sourceAddressPrefix": undefined },
      ],
      [
        "an octet above 255",
        "SecurityRuleInvalidAddressPrefix",
        "10.0.0.256",
        { "securityRules.0.sourceAddressPrefix": "10.0.0.256" },
      ],
      [
        "an unknown service tag",
        "SecurityRuleInvalidAddressPrefix",
        "AzureNonsense",
        { "securityRules.0.sourceAddressPrefix": "AzureNonsense" },
      ],
      [
        "several service tags in one field",
        "SecurityRuleParameterContainsUnsupportedValue",
        "allow-in",
        { "securityRules.0.destinationAddressPrefixes": ["Storage", "Internet"] },
      ],
      [
        "more than 2000 rules",
        "SecurityRuleLimitReached",
        "2001",
        { securityRules: Array.from({ length: 2001 }, () => rule) },
      ],
      [
        "more than 6000 addresses",
        "SecurityRuleLimitReached",
        "6001",
        { "securityRules.0.destinationAddressPrefixes": Array.from({ length: 5997 }, () => "10.0.0.1") },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("is not deleted while a subnet has it", async () => {
    const { id } = await kit.create(token, good);
    const net = await network(kit, { a: { addressPrefix: "10.0.0.0/24", networkSecurityGroup: { id } } });
    const error = await refusal(kit.remove(token, id));
    expect([error.code, error.status]).to.deep.equal(["InUseNetworkSecurityGroupCannotBeDeleted", 400]);
    expect(error.message).to.contain("subnets/a");
    await kit.update("network:Subnet", net.subnet("a"), { networkSecurityGroup: undefined });
    await kit.remove(token, id);
  });
});
