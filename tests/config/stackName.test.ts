import { expect } from "chai";
import fc from "fast-check";
import { formatStackName, parseStackName, stackFileName } from "../../config/stackName.ts";
import { refusal } from "./support.ts";

describe("stack names", () => {
  it("are taken apart", () => {
    expect(parseStackName("global")).to.deep.equal({
      environment: undefined,
      kind: "global",
      text: "global",
    });
    expect(parseStackName("int.global")).to.deep.equal({
      environment: "int",
      kind: "global",
      text: "int.global",
    });
    expect(parseStackName("ops-eastus").kind).to.equal("ops");
    expect(parseStackName("int.stamp-eastus-b")).to.deep.equal({
      environment: "int",
      kind: "stamp",
      region: "eastus",
      generation: "b",
      text: "int.stamp-eastus-b",
    });
  });

  it("are put together again", () => {
    const part = fc.stringMatching(/^[a-z][a-z0-9]{0,3}$/);
    const generation = fc.option(fc.stringMatching(/^[a-z0-9]{1,2}$/), { nil: undefined });
    fc.assert(
      fc.property(fc.option(part, { nil: undefined }), part, generation, (environment, region, release) => {
        const text = formatStackName({
          environment,
          kind: "stamp",
          region,
          ...(release && { generation: release }),
        });
        expect(formatStackName(parseStackName(text))).to.equal(text);
      }),
    );
    expect(stackFileName("int.global")).to.equal("Pulumi.int.global.yaml");
  });

  const refused: [name: string, message: string][] = [
    ["stmap-eastus", "'stmap' is no kind of stack. Did you mean 'stamp'?"],
    ["production", "'production' is no kind of stack. Stack names are"],
    ["Stamp-eastus", "'Stamp-eastus' has capital letters. Call it 'stamp-eastus'."],
    ["stamp", "'stamp' does not name its region."],
    ["stamp-", "'stamp-' does not name its region."],
    ["global-eastus", "'global-eastus' names a region"],
    ["ops-eastus-b", "only stamps have one"],
    ["stamp-eastus-blue", "'blue' is no generation"],
    ["stamp-eastus-b-c", "has too many parts"],
    ["a.b.global", "has more than one point"],
    ["production.global", "'production' is no environment"],
    ["", "'' is no kind of stack."],
  ];
  for (const [name, message] of refused) {
    it(`refuse '${name}'`, () => {
      const error = refusal(() => parseStackName(name, "Pulumi.x.yaml"));
      expect(error.message).to.contain(message);
      expect(error.file).to.equal("Pulumi.x.yaml");
    });
  }
});
