import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Ajv } from "ajv";
import { expect } from "chai";
import { defaultsSchemaText } from "../../config/jsonSchemas.ts";
import { loadContext, loadEnvironment } from "../../config/load.ts";
import { parseStackName } from "../../config/stackName.ts";
import { environmentsIn, readStackFiles } from "../../config/stackFiles.ts";
import { goodFiles, refusal, stampFile } from "./support.ts";

type Files = Readonly<Record<string, string>>;

/** As withFiles, with folders. */
function inProject<Result>(files: Files, use: (root: string) => Result): Result {
  const root = mkdtempSync(join(tmpdir(), "bulkhead-defaults-"));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, name)), { recursive: true });
      writeFileSync(join(root, name), text);
    }
    return use(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const int: Files = {
  "Pulumi.int.global.yaml": "config:\n  bulkhead:location: uksouth\n",
  "Pulumi.int.stamp-uksouth.yaml": stampFile("uksouth", "10.10.0.0/20"),
};
const all: Files = { ...goodFiles, ...int };

function stampsOf(files: Files, environment?: string) {
  return inProject(files, (root) => loadEnvironment(root, environment)).flatMap((context) =>
    context.kind === "stamp" ? [{ stack: context.stack.text, config: context.config }] : [],
  );
}
const weights = (files: Files, environment?: string) =>
  stampsOf(files, environment).map(
    ({ stack, config }) => `${stack} ${config.edge.weight} ${config.edge.priority}`,
  );
const message = (files: Files, environment?: string): string =>
  refusal(() => inProject(files, (root) => loadEnvironment(root, environment))).message;

const shared = (text: string): string => `config:\n  bulkhead:edge: ${text}\n`;

describe("shared defaults", () => {
  it("hold for every stack of a kind, in every environment", () => {
    const files = { ...all, "defaults/stamp.yaml": shared("{ weight: 7 }") };
    expect(weights(files)).to.deep.equal(["stamp-eastus 7 1", "stamp-westeurope 7 1"]);
    expect(weights(files, "int")).to.deep.equal(["int.stamp-uksouth 7 1"]);
  });

  it("of an environment come before those of all, and a stack's own file before both", () => {
    const files = {
      ...all,
      "defaults/stamp.yaml": shared("{ weight: 7, priority: 2 }"),
      "defaults/int/stamp.yaml": shared("{ weight: 8 }"),
      "defaults/default/stamp.yaml": shared("{ priority: 3 }"),
      "Pulumi.stamp-westeurope.yaml": stampFile(
        "westeurope",
        "10.10.16.0/20",
        "  bulkhead:edge: { weight: 9 }\n",
      ),
    };
    expect(weights(files)).to.deep.equal(["stamp-eastus 7 3", "stamp-westeurope 9 3"]);
    expect(weights(files, "int")).to.deep.equal(["int.stamp-uksouth 8 2"]);
  });

  it("reach the program when Pulumi hands over the stack file alone", () => {
    const files = { ...all, "defaults/int/stamp.yaml": shared("{ weight: 8 }") };
    const values = { location: "uksouth", network: { addressSpace: "10.10.0.0/20" } };
    const context = inProject(files, (root) =>
      loadContext(root, parseStackName("int.stamp-uksouth"), values),
    );
    expect(context.kind === "stamp" && context.config.edge.weight).to.equal(8);
    // So do the values of a stack that has no file.
    const nameless = inProject(files, (root) =>
      loadContext(root, parseStackName("int.stamp-uksouth-b"), {
        ...values,
        network: { addressSpace: "10.11.0.0/20" },
      }),
    );
    expect(nameless.kind === "stamp" && nameless.config.edge.weight).to.equal(8);
  });

  it("of another environment are not even opened", () => {
    const files = { ...all, "defaults/int/stamp.yaml": "config: [" };
    expect(weights(files)).to.have.length(2);
    expect(message(files, "int")).to.match(/^defaults\/int\/stamp\.yaml, line \d: This is not valid YAML/);
  });

  it("with a mistake are named, not the stack that meets it", () => {
    expect(message({ ...all, "defaults/stamp.yaml": shared("{ wieght: 7 }") })).to.equal(
      "defaults/stamp.yaml: edge.wieght: There is no such key. (Met in Pulumi.stamp-eastus.yaml.) Did you mean 'weight'?",
    );
    expect(message({ ...all, "defaults/int/stamp.yaml": shared("{ weight: 7000 }") }, "int")).to.match(
      /^defaults\/int\/stamp\.yaml: edge\.weight: 7000 is too large\./,
    );
    expect(
      message({
        ...all,
        "defaults/stamp.yaml": shared("{ weight: 7000 }"),
        "Pulumi.stamp-eastus.yaml": stampFile(
          "eastus",
          "10.10.0.0/20",
          "  bulkhead:edge: { weight: 8000 }\n",
        ),
      }),
    ).to.match(/^Pulumi\.stamp-eastus\.yaml: edge\.weight: 8000 is too large\./);
  });

  const refused: [name: string, file: string, text: string, message: string][] = [
    [
      "a location",
      "defaults/stamp.yaml",
      "config:\n  bulkhead:location: eastus\n",
      "defaults/stamp.yaml: location: Every stamp stack has its own. Move it into the stack files.",
    ],
    [
      "an address space",
      "defaults/ops.yaml",
      "config:\n  bulkhead:network: { addressSpace: 10.0.0.0/20 }\n",
      "defaults/ops.yaml: network.addressSpace: Every ops stack has its own. Move it into the stack files.",
    ],
    [
      "retired regions",
      "defaults/global.yaml",
      "config:\n  bulkhead:retiredRegions: [eastus]\n",
      "defaults/global.yaml: retiredRegions: Every global stack has its own. Move it into the stack files.",
    ],
    [
      "a secret",
      "defaults/stamp.yaml",
      "config:\n  bulkhead:workload:\n    items: [{ secure: v1:abc }]\n",
      "defaults/stamp.yaml: workload.items[0]: A secret is encrypted with the key of one stack and is not shared. " +
        "Set it for each stack: `pulumi config set --secret --path 'bulkhead:workload.items[0]' -s <stack>`.",
    ],
    [
      "a provider's configuration",
      "defaults/stamp.yaml",
      "config:\n  azure-native:location: eastus\n",
      "defaults/stamp.yaml: azure-native:location: Pulumi configures its providers before the program could add shared values. " +
        "Move it into the stack files.",
    ],
    [
      "a salt",
      "defaults/stamp.yaml",
      "encryptionsalt: v1:abc\n",
      "defaults/stamp.yaml: encryptionsalt: Pulumi reads this from a stack's own file only. Move it into the stack files.",
    ],
    [
      "a key without a namespace",
      "defaults/stamp.yaml",
      "config:\n  edge: { weight: 7 }\n",
      "defaults/stamp.yaml: edge: The key has no namespace. Write `bulkhead:edge`.",
    ],
    [
      "a kind that does not exist",
      "defaults/stmap.yaml",
      "",
      "defaults/stmap.yaml: There is no kind of stack 'stmap', so nothing reads this file. Did you mean 'stamp.yaml'?",
    ],
    [
      "an ending that nothing reads",
      "defaults/stamp.yml",
      "",
      "defaults/stamp.yml: Nothing reads this ending. Rename it to stamp.yaml.",
    ],
    [
      "a folder that no environment can have",
      "defaults/integration/stamp.yaml",
      "",
      "defaults/integration: No environment has this name, so nothing reads this folder. " +
        "Environments are one letter, then up to three letters or digits; 'default' is the one without a prefix.",
    ],
  ];
  for (const [name, file, text, expected] of refused) {
    it(`are refused with ${name}`, () => {
      expect(message({ ...all, [file]: text })).to.equal(expected);
    });
  }

  it("have a JSON Schema that takes any part of them, and nothing that a stack has of its own", () => {
    const validate = (kind: "stamp" | "global" | "ops", config: object) =>
      new Ajv({ strict: false, validateFormats: false }).validate(
        JSON.parse(defaultsSchemaText(kind)) as object,
        { config },
      );
    expect(validate("stamp", { "bulkhead:edge": { weight: 7 } })).to.equal(true);
    expect(validate("stamp", { "bulkhead:network": {} })).to.equal(true);
    expect(validate("stamp", { "bulkhead:network": { addressSpace: "10.0.0.0/20" } })).to.equal(false);
    expect(validate("stamp", { "bulkhead:edge": { wieght: 7 } })).to.equal(false);
    expect(validate("stamp", { "bulkhead:location": "eastus" })).to.equal(false);
    expect(validate("global", { "bulkhead:location": "eastus" })).to.equal(true);
    expect(validate("ops", { "azure-native:location": "eastus" })).to.equal(false);
  });
});

describe("two environments", () => {
  it("do not see each other's stacks", () => {
    expect(inProject(all, environmentsIn)).to.have.members([undefined, "int"]);
    const regions = (environment?: string) =>
      inProject(all, (root) => loadEnvironment(root, environment)).map(({ stampRegions }) => stampRegions);
    expect(regions()).to.deep.equal(Array(3).fill(["eastus", "westeurope"]));
    expect(regions("int")).to.deep.equal(Array(2).fill(["uksouth"]));
    expect(
      inProject(all, (root) => readStackFiles(root, undefined)).map(({ stack }) => stack.text),
    ).to.not.include("int.global");
  });

  it("may have the same addresses, for their networks never meet", () => {
    expect(stampsOf(all, "int")[0]?.config.network.addressSpace).to.equal("10.10.0.0/20");
  });

  it("may not behind one hub, where they do", () => {
    const vnet = (name: string) =>
      `/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/${name}`;
    const behind = (location: string, space: string, hub: string) =>
      stampFile(
        location,
        space,
        `    hub: { virtualNetworkId: ${vnet(hub)}, nextHopIp: 10.0.0.4, linkZones: false }\n`,
      );
    const files = (space: string, hub: string): Files => ({
      ...all,
      "Pulumi.stamp-eastus.yaml": behind("eastus", "10.10.0.0/20", "vnet-hub"),
      "Pulumi.int.stamp-uksouth.yaml": behind("uksouth", space, hub),
    });
    expect(message(files("10.10.0.0/20", "VNET-hub"), "int")).to.equal(
      "Pulumi.int.stamp-uksouth.yaml: network.addressSpace: 10.10.0.0/20 overlaps 10.10.0.0/20 of Pulumi.stamp-eastus.yaml. " +
        "Choose a range that no other stack has.",
    );
    expect(stampsOf(files("10.10.0.0/20", "vnet-other"), "int")).to.have.length(1);
    expect(stampsOf(files("10.30.0.0/20", "vnet-hub"), "int")).to.have.length(1);
    // A mistake in the other environment stops only that one.
    expect(
      stampsOf({ ...files("10.10.0.0/20", "vnet-hub"), "Pulumi.global.yaml": "config: [" }, "int"),
    ).to.have.length(1);
  });
});
