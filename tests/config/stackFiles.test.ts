import { expect } from "chai";
import { readAllStackFiles, readStackFiles } from "../../config/stackFiles.ts";
import { goodFiles, refusal, stampFile, withFiles } from "./support.ts";

const read = (files: Record<string, string>, environment?: string) =>
  withFiles(files, (root) => readStackFiles(root, environment));

describe("stack files", () => {
  it("are read with the keys of our own namespace, sorted by name", () => {
    const more = "  azure-native:location: eastus\nencryptionsalt: v1:abc\n";
    const files = read({
      ...goodFiles,
      "Pulumi.stamp-eastus.yaml": stampFile("eastus", "10.10.0.0/20", more),
      "README.md": "",
    });
    expect(files.map(({ file }) => file)).to.deep.equal([
      "Pulumi.global.yaml",
      "Pulumi.stamp-eastus.yaml",
      "Pulumi.stamp-westeurope.yaml",
    ]);
    expect(files[1]?.stack.region).to.equal("eastus");
    expect(files[1]?.values).to.deep.equal({ location: "eastus", network: { addressSpace: "10.10.0.0/20" } });
  });

  it("may be empty", () => {
    expect(read({ "Pulumi.global.yaml": "" })[0]?.values).to.deep.equal({});
    expect(read({ "Pulumi.global.yaml": "config:\n" })[0]?.values).to.deep.equal({});
  });

  it("of other environments are not even opened", () => {
    const files = { ...goodFiles, "Pulumi.int.global.yaml": "config: [", "Pulumi.int.nonsense.yaml": "" };
    expect(read(files)).to.have.length(3);
    expect(read({ ...goodFiles, "Pulumi.int.global.yaml": "" }, "int")).to.have.length(1);
  });

  it("of all environments are read when that is asked", () => {
    const files = { ...goodFiles, "Pulumi.int.global.yaml": "" };
    expect(withFiles(files, readAllStackFiles).map(({ stack }) => stack.text)).to.have.members([
      "global",
      "stamp-eastus",
      "stamp-westeurope",
      "int.global",
    ]);
  });

  it("with a name outside the grammar are refused", () => {
    const error = refusal(() => read({ ...goodFiles, "Pulumi.stmap-westus3.yaml": "" }));
    expect(error.message).to.match(
      /^Pulumi\.stmap-westus3\.yaml: 'stmap' is no kind of stack\. Did you mean 'stamp'\?/,
    );
  });

  it("that Pulumi would not read are refused", () => {
    const error = refusal(() => read({ "Pulumi.stamp-eastus.yml": "" }));
    expect(error.message).to.contain("Rename it to Pulumi.stamp-eastus.yaml.");
  });

  it("for one stack are refused: .yaml beside .yml", () => {
    const error = refusal(() => read({ ...goodFiles, "Pulumi.stamp-eastus.yml": "" }));
    expect(error.message).to.equal(
      "Pulumi.stamp-eastus.yml: It configures the same stack as Pulumi.stamp-eastus.yaml, 'stamp-eastus'. " +
        "Keep Pulumi.stamp-eastus.yaml and delete or rename the other.",
    );
  });

  it("for one stack are refused: names that differ by case", () => {
    const error = refusal(() => read({ ...goodFiles, "Pulumi.stamp-EastUS.yaml": "" }));
    expect(error.problem).to.contain("It configures the same stack as Pulumi.stamp-EastUS.yaml");
    const alone = refusal(() => read({ "Pulumi.stamp-EastUS.yaml": "" }));
    expect(alone.message).to.contain("Call it 'stamp-eastus'");
  });

  it("that are not YAML are refused with the line", () => {
    const error = refusal(() =>
      read({ "Pulumi.global.yaml": "config:\n  bulkhead:location: eastus\n  bulkhead:tags: {a: b\n" }),
    );
    expect(error.message).to.match(
      /^Pulumi\.global\.yaml, line \d: This is not valid YAML: .+\. Correct that line\.$/,
    );
    const twice = refusal(() =>
      read({ "Pulumi.global.yaml": "config:\n  bulkhead:location: a\n  bulkhead:location: b\n" }),
    );
    expect(twice.message).to.contain("line 3: The key 'bulkhead:location' stands here a second time.");
  });

  const misplaced: [text: string, message: string][] = [
    ["confg:\n  bulkhead:location: eastus\n", "confg: Pulumi does not know this key. Did you mean 'config'?"],
    [
      "bulkhead:location: eastus\n",
      "bulkhead:location: Pulumi does not know this key. Put it below `config:` or remove it.",
    ],
    ["config:\n  location: eastus\n", "location: The key has no namespace. Write `bulkhead:location`."],
    ["config: eastus\n", "config: It has no keys. Write keys such as `bulkhead:location` below it."],
    ["- eastus\n", "A stack file is a list of keys. Begin it with `config:`."],
  ];
  for (const [text, message] of misplaced) {
    it(`are refused: ${message}`, () => {
      expect(refusal(() => read({ "Pulumi.global.yaml": text })).message).to.equal(
        `Pulumi.global.yaml: ${message}`,
      );
    });
  }
});
