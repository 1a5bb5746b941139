import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { stackControl } from "../../controls/define.ts";
import type { Control } from "../../controls/types.ts";
import { unknownText } from "../../controls/unknown.ts";
import { toPolicies } from "../../policy/src/toPolicy.ts";
import { askAbout, askAboutStack } from "./support.ts";

const today = (): Date => new Date("2026-11-21T12:00:00Z");
const token = "azure-native:network:Subnet";
const open = { subnetName: "nodes" };

/** A control whose verdict needs two resources, by the inputs of one and the id of the other. */
const paired: Control = stackControl({
  id: "network-example",
  title: "Every subnet is named in a flow log.",
  why: "It is an example.",
  remedy: "Add a flow log.",
  severity: "low",
  references: { mcsb: ["LT-4"] },
  types: ["network:Subnet", "network:FlowLog"],
  check: (whole, refuse) => {
    const targets = whole.ofType("network:FlowLog").map(({ props }) => props["targetResourceId"]);
    for (const subnet of whole.ofType("network:Subnet"))
      if (!targets.includes(subnet.id))
        refuse(subnet, `${String(subnet.props["subnetName"])} has no flow log.`);
  },
  accepts: [[]],
  refuses: [[]],
  breaks: { stack: "stamp", change: () => undefined },
});

function policyOf(id: string): ReturnType<typeof toPolicies>[number] | undefined {
  return toPolicies(catalogue, today).find(({ name }) => name === id);
}

describe("policy", () => {
  it("has a policy for every control but those over several stacks", () => {
    const expected = catalogue.filter(({ scope }) => scope !== "platform").map(({ id }) => id);
    expect(toPolicies(catalogue).map(({ name }) => name)).to.deep.equal(expected);
  });

  it("hands over what a control says of itself", () => {
    for (const policy of toPolicies(catalogue)) {
      const control = catalogue.find(({ id }) => id === policy.name);
      expect(policy.description).to.equal(control?.title);
      expect(policy.severity).to.equal(control?.severity);
      expect(policy.enforcementLevel).to.equal(control?.enforcement);
      expect(policy.remediationSteps).to.contain(control?.remedy ?? "");
      expect(Object.keys(policy.configSchema?.properties ?? {})).to.include("exemptions");
    }
  });

  it("sees through API versions, generated packages and renamed modules", async () => {
    for (const spelt of [
      token,
      "azure-native:network/v20240501:Subnet",
      "azure-native_network_v20240501:network:Subnet",
    ]) {
      const { violations } = await askAbout(policyOf("network-subnet-security-group"), spelt, open);
      expect(violations).to.have.length(1);
    }
  });

  it("does not know a value of a preview, says so, and neither accepts nor refuses", async () => {
    const shown = await askAbout(policyOf("network-subnet-security-group"), token, {
      ...open,
      networkSecurityGroup: { id: unknownText },
    });
    expect(shown.violations).to.be.empty;
    expect(shown.undecided).to.equal(
      "Cannot know yet: networkSecurityGroup.id is known only during the update, which decides it.",
    );
  });

  it("refuses what is certain even where another value is unknown", async () => {
    const subnets = [{ name: "a" }, { name: "b", networkSecurityGroup: { id: unknownText } }];
    const shown = await askAbout(
      policyOf("network-subnet-security-group"),
      "azure-native:network:VirtualNetwork",
      { subnets },
    );
    expect(shown.violations).to.have.length(1);
    expect(shown.undecided).to.contain("Cannot know yet");
  });

  const exemption = { resource: "exam*", reason: "Migrated in spring.", expires: "2026-11-21" };

  it("lets an exemption stand until its last day, with its reason", async () => {
    const shown = await askAbout(policyOf("network-subnet-security-group"), token, open, {
      exemptions: [exemption],
    });
    expect(shown.violations).to.be.empty;
    expect(shown.notApplicable).to.contain("Exempted until 2026-11-21: Migrated in spring.");
  });

  it("refuses again when the exemption has expired, and says that it has", async () => {
    const shown = await askAbout(policyOf("network-subnet-security-group"), token, open, {
      exemptions: [{ ...exemption, expires: "2026-11-20" }],
    });
    expect(shown.violations).to.have.length(1);
    expect(shown.violations[0]).to.contain("Its exemption expired on 2026-11-20 (Migrated in spring.)");
  });

  it("exempts no other resource", async () => {
    const shown = await askAbout(policyOf("network-subnet-security-group"), token, open, {
      exemptions: [{ ...exemption, resource: "other" }],
    });
    expect(shown.violations).to.have.length(1);
  });

  describe("on a whole stack", () => {
    const [collect, whole] = toPolicies([catalogue[0] as Control, paired], today);
    const flowLog = { token: "azure-native:network:FlowLog", outputs: { targetResourceId: "/subnet" } };

    it("reads inputs, and the id from the outputs", async () => {
      await askAbout(collect, token, open);
      const outputs = { name: "nodes", id: "/subnet" };
      expect((await askAboutStack(whole, [{ token, outputs }, flowLog])).violations).to.be.empty;
      const alone = await askAboutStack(whole, [{ token, outputs }]);
      expect(alone.violations).to.deep.equal(["nodes has no flow log."]);
    });

    it("cannot know while the id is not known", async () => {
      const shown = await askAboutStack(whole, [{ token, outputs: { id: unknownText } }, flowLog]);
      expect(shown.violations).to.be.empty;
      expect(shown.undecided).to.contain("Cannot know yet: id of example");
    });
  });
});
