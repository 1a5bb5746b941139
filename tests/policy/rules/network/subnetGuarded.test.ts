import { expect } from "chai";
import { platformSubnets } from "../../../../policy/src/data/platformSubnets.ts";
import { subnetGuarded as rule } from "../../../../policy/src/rules/network/subnetGuarded.ts";
import { accepted, judge, unknownText } from "../../check.ts";

const token = "azure-native:network:Subnet";
const guarded = {
  subnetName: "snet-nodes",
  networkSecurityGroup: { id: "/nsg" },
  routeTable: { id: "/rt" },
  defaultOutboundAccess: false,
};

describe("policy/rules/network/subnetGuarded", () => {
  it("accepts a subnet with all three", () => {
    expect(judge(rule, token, guarded)).to.deep.equal(accepted);
  });

  for (const property of ["networkSecurityGroup", "routeTable"]) {
    for (const [what, value] of [
      ["without", undefined],
      ["with an empty", {}],
    ] as const) {
      it(`refuses a subnet ${what} ${property}`, () => {
        const { messages, undecided } = judge(rule, token, { ...guarded, [property]: value });
        expect(messages).to.have.length(1);
        expect(messages[0]).to.contain(`The subnet snet-nodes has no ${property}`);
        expect(undecided).to.equal(false);
      });
    }

    it(`cannot decide while the id of ${property} is unknown, but refuses what is wrong besides`, () => {
      const verdict = judge(rule, token, {
        ...guarded,
        [property]: { id: unknownText },
        defaultOutboundAccess: true,
      });
      expect(verdict.undecided).to.equal(true);
      expect(verdict.messages).to.have.length(1);
      expect(verdict.messages[0]).to.contain("defaultOutboundAccess");
    });
  }

  for (const value of [undefined, true]) {
    it(`refuses defaultOutboundAccess ${String(value)}`, () => {
      expect(judge(rule, token, { ...guarded, defaultOutboundAccess: value }).messages[0]).to.contain(
        "does not set defaultOutboundAccess to false",
      );
    });
  }

  it("checks the subnets inside a virtual network", () => {
    const network = {
      subnets: [
        { ...guarded, name: "one" },
        { name: "two", defaultOutboundAccess: false },
      ],
    };
    const { messages } = judge(rule, "azure-native:network/v20240501:VirtualNetwork", network);
    expect(messages).to.have.length(2);
    for (const message of messages) expect(message).to.contain("The subnet two has no");
    expect(judge(rule, "azure-native:network:VirtualNetwork", {})).to.deep.equal(accepted);
  });

  describe("platform subnets", () => {
    for (const { name, without } of platformSubnets) {
      it(`${name} may go without ${without.join(" and ")}, and without nothing else`, () => {
        const bare = judge(rule, token, { subnetName: name.toUpperCase(), defaultOutboundAccess: false });
        expect(bare.messages).to.have.length(2 - without.length);
        for (const property of without) expect(bare.messages.join()).not.to.contain(property);
        const open = judge(rule, token, { ...guarded, subnetName: name, defaultOutboundAccess: true });
        expect(open.messages).to.have.length(1);
      });
    }
  });
});
