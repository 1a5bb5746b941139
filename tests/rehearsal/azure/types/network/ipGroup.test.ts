import { expect } from "chai";
import { location, newKit, refusal, type Kit } from "../../kit.ts";
import { groupInputs, networkRule, policy, refuses } from "../../networkKit.ts";

const token = "network:IpGroup";
const good = { ipGroupsName: "ipg", location, ipAddresses: ["10.0.0.0/24", "10.0.1.4", "10.0.2.1-10.0.2.9"] };

describe("rehearsal/azure: IP groups", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });

  it("accepts addresses, prefixes and ranges", async () => {
    await kit.create(token, good);
  });

  refuses(
    [
      ["a host name", "IpGroupInvalidAddress", "spoke", { ipAddresses: ["spoke"] }],
      [
        "a range that runs backwards",
        "IpGroupInvalidAddress",
        "10.0.2.9-10.0.2.1",
        { ipAddresses: ["10.0.2.9-10.0.2.1"] },
      ],
      [
        "more than 5000 entries",
        "IpGroupAddressLimitReached",
        "5001",
        { ipAddresses: Array.from({ length: 5001 }, () => "10.0.0.1") },
      ],
    ],
    () => kit,
    token,
    () => good,
  );

  it("is not deleted while rules use it", async () => {
    const { id } = await kit.create(token, good);
    await policy(kit, "afwp");
    await kit.create(
      "network:FirewallPolicyRuleCollectionGroup",
      groupInputs("one", 200, { ...networkRule, sourceAddresses: undefined, sourceIpGroups: [id] }),
    );
    const error = await refusal(kit.remove(token, id));
    expect(error.code).to.equal("IpGroupInUseCannotBeDeleted");
    expect(error.message).to.contain("ruleCollectionGroups/one");
  });
});
