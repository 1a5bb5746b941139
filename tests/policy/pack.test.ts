import { expect } from "chai";
import { catalogue } from "../../controls/catalogue/index.ts";
import { stackControl } from "../../controls/define.ts";
import type { Control } from "../../controls/types.ts";
import { unknownText } from "../../controls/unknown.ts";
import { Pack } from "../../policy/src/pack.ts";
import { askAbout, said, shown } from "./support.ts";

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

const about = "network-subnet-security-group";

/** A pack of that one control of the catalogue. */
function packOf(id: string): Pack {
  return new Pack(
    catalogue.filter((control) => control.id === id),
    today,
  );
}

describe("policy", () => {
  it("has a policy for every control but those over several stacks", () => {
    const expected = catalogue.filter(({ scope }) => scope !== "platform").map(({ id }) => id);
    expect(new Pack(catalogue).controls.map(({ id }) => id)).to.deep.equal(expected);
  });

  it("sees through API versions, generated packages and renamed modules", () => {
    for (const spelt of [
      token,
      "azure-native:network/v20240501:Subnet",
      "azure-native_network_v20240501:network:Subnet",
    ])
      expect(askAbout(packOf(about), spelt, open).violations).to.have.length(1);
  });

  it("does not read what no control asks about", () => {
    const unread = { ...shown("azure-native:network:FlowLog", {}), properties: () => expect.fail("read") };
    expect(said(packOf(about).resource(unread)).violations).to.be.empty;
  });

  it("does not know a value of a preview, says so, and neither accepts nor refuses", () => {
    const answer = askAbout(packOf(about), token, { ...open, networkSecurityGroup: { id: unknownText } });
    expect(answer.violations).to.be.empty;
    expect(answer.undecided).to.deep.equal([
      "Cannot know yet: networkSecurityGroup.id is known only during the update, which decides it.",
    ]);
  });

  it("refuses what is certain even where another value is unknown", () => {
    const subnets = [{ name: "a" }, { name: "b", networkSecurityGroup: { id: unknownText } }];
    const answer = askAbout(packOf(about), "azure-native:network:VirtualNetwork", { subnets });
    expect(answer.violations).to.have.length(1);
    expect(answer.undecided.join()).to.contain("Cannot know yet");
  });

  it("keeps to the level of a configuration", () => {
    const levels = (level: "mandatory" | "advisory" | "disabled"): string[] => {
      const pack = packOf(about);
      pack.configure({ [about]: { level, properties: {} } });
      return pack.resource(shown(token, open)).diagnostics.map((diagnostic) => diagnostic.level);
    };
    expect(levels("mandatory")).to.deep.equal(["mandatory"]);
    expect(levels("advisory")).to.deep.equal(["advisory"]);
    expect(levels("disabled")).to.deep.equal([]);
  });

  const exemption = { resource: "exam*", reason: "Migrated in spring.", expires: "2026-11-21" };
  const exempted = (...exemptions: (typeof exemption)[]): ReturnType<typeof said> =>
    askAbout(packOf(about), token, open, { [about]: { exemptions } });

  it("lets an exemption stand until its last day, with its reason", () => {
    const answer = exempted(exemption);
    expect(answer.violations).to.be.empty;
    expect(answer.notApplicable.join()).to.contain("Exempted until 2026-11-21: Migrated in spring.");
  });

  it("refuses again when the exemption has expired, and says that it has", () => {
    const answer = exempted({ ...exemption, expires: "2026-11-20" });
    expect(answer.violations).to.have.length(1);
    expect(answer.violations[0]).to.contain("Its exemption expired on 2026-11-20 (Migrated in spring.)");
  });

  it("exempts no other resource", () => {
    expect(exempted({ ...exemption, resource: "other" }).violations).to.have.length(1);
  });

  describe("on a whole stack", () => {
    const flowLog = shown("azure-native:network:FlowLog", { targetResourceId: "/subnet" });
    const pack = (): Pack => {
      const fresh = new Pack([paired], today);
      fresh.resource(shown(token, open));
      return fresh;
    };

    it("reads inputs, and the id from the outputs", () => {
      const outputs = shown(token, { name: "nodes", id: "/subnet" });
      expect(said(pack().stack([outputs, flowLog])).violations).to.be.empty;
      const alone = pack().stack([outputs]);
      expect(said(alone).violations).to.deep.equal(["nodes has no flow log."]);
      expect(alone.diagnostics.map(({ urn }) => urn)).to.deep.equal([outputs.urn]);
    });

    it("cannot know while the id is not known", () => {
      const answer = said(pack().stack([shown(token, { id: unknownText }), flowLog]));
      expect(answer.violations).to.be.empty;
      expect(answer.undecided.join()).to.contain("Cannot know yet: id of example");
    });
  });
});
