import { expect } from "chai";
import type { Properties } from "../../../../../lib/properties.ts";
import { location, network, newKit, refusal, type Kit } from "../../kit.ts";
import { endpointInputs, refuses, vault } from "../../networkKit.ts";

const token = "network:ApplicationSecurityGroup";
const groupToken = "network:NetworkSecurityGroup";

describe("rehearsal/azure: application security groups", () => {
  let kit: Kit;
  let nodes: string;

  const make = async (name: string, where = location): Promise<string> =>
    (await kit.create(token, { applicationSecurityGroupName: name, location: where })).id;
  const rule = (changes: Properties = {}): Properties => ({
    name: "nodes",
    priority: 100,
    direction: "Inbound",
    access: "Allow",
    protocol: "Tcp",
    sourcePortRange: "*",
    destinationPortRange: "443",
    sourceApplicationSecurityGroups: [{ id: nodes }],
    destinationAddressPrefix: "*",
    ...changes,
  });
  const good = (): Properties => ({
    networkSecurityGroupName: "nsg",
    location,
    securityRules: [rule()],
  });

  beforeEach(async () => {
    kit = await newKit();
    nodes = await make("asg-nodes");
  });

  it("can be named by security rules in place of addresses, and cannot go while it is", async () => {
    const { id } = await kit.create(groupToken, good());
    expect((await refusal(kit.remove(token, nodes))).code).to.equal(
      "InUseApplicationSecurityGroupCannotBeDeleted",
    );
    await kit.remove(groupToken, id);
    await kit.remove(token, nodes);
  });

  it("is not named by rules of another region, with addresses, or by the dozen", async () => {
    const far = await make("asg-far", "westeurope");
    const refused = async (changes: Properties): Promise<string> =>
      (await refusal(kit.create(groupToken, { ...good(), securityRules: [rule(changes)] }))).code;
    expect(await refused({ sourceApplicationSecurityGroups: [{ id: far }] })).to.equal(
      "InvalidResourceReference",
    );
    expect(await refused({ sourceAddressPrefix: "10.0.0.0/24" })).to.equal(
      "SecurityRuleParameterContainsUnsupportedValue",
    );
    const many = await Promise.all(Array.from({ length: 11 }, (_, index) => make(`asg-${index}`)));
    expect(await refused({ sourceApplicationSecurityGroups: many.map((id) => ({ id })) })).to.equal(
      "SecurityRuleLimitReached",
    );
  });

  it("is named a hundred times by one security group at most", async () => {
    const many = await Promise.all(Array.from({ length: 101 }, (_, index) => make(`asg-${index}`)));
    const securityRules = many.map((id, index) =>
      rule({
        name: `rule-${index}`,
        priority: 100 + index,
        sourceApplicationSecurityGroups: [{ id }],
      }),
    );
    const error = await refusal(kit.create(groupToken, { ...good(), securityRules }));
    expect(error.code).to.equal("SecurityRuleLimitReached");
    expect(error.message).to.contain("101");
  });

  describe("with private endpoints", () => {
    let inputs: Properties;
    beforeEach(async () => {
      const net = await network(kit, { "snet-endpoints": { addressPrefix: "10.0.4.0/24" } });
      const target = await vault(kit, "kv-members");
      inputs = {
        ...endpointInputs("pep", net.subnet("snet-endpoints"), target, "vault"),
        applicationSecurityGroups: [{ id: nodes }],
      };
    });

    it("takes those of one network only", async () => {
      await kit.create("network:PrivateEndpoint", inputs);
      await kit.create("network:VirtualNetwork", {
        virtualNetworkName: "other",
        location,
        addressSpace: { addressPrefixes: ["10.9.0.0/24"] },
      });
      const { id } = await kit.create("network:Subnet", {
        virtualNetworkName: "other",
        subnetName: "snet",
        addressPrefix: "10.9.0.0/26",
      });
      const stranger = { ...inputs, privateEndpointName: "pep-2", subnet: { id } };
      const error = await refusal(kit.create("network:PrivateEndpoint", stranger));
      expect(error.code).to.equal("ApplicationSecurityGroupsNotInSameVnet");
      expect(error.message).to.contain("/pep'");
    });

    it("takes none of another region", async () => {
      const far = await make("asg-far", "westeurope");
      const error = await refusal(
        kit.create("network:PrivateEndpoint", { ...inputs, applicationSecurityGroups: [{ id: far }] }),
      );
      expect(error.code).to.equal("InvalidResourceReference");
    });
  });

  refuses(
    [
      [
        "a name that Azure does not take",
        "InvalidResourceName",
        "asg_",
        { applicationSecurityGroupName: "asg_!" },
      ],
    ],
    () => kit,
    token,
    () => ({ applicationSecurityGroupName: "asg", location }),
  );
});
