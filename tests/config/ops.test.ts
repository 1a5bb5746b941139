import { expect } from "chai";
import { loadContext, loadEnvironment } from "../../config/load.ts";
import { newOpsFile, newStampFile } from "../../config/newStampFile.ts";
import { activeOpsStacks, opsEgress, opsPlan } from "../../config/ops.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { parseStackName } from "../../config/stackName.ts";
import { goodFiles, refusal, stampFile, withFiles } from "./support.ts";

const ops = (more = "", location = "eastus", space = "10.8.0.0/22"): string =>
  `config:\n  bulkhead:location: ${location}\n  bulkhead:network:\n    addressSpace: ${space}\n${more}`;

function load(text: string, files: Readonly<Record<string, string>> = {}) {
  return withFiles({ ...goodFiles, ...files, "Pulumi.ops-eastus.yaml": text }, (root) => {
    const contexts = loadEnvironment(root, undefined);
    const found = contexts.find((context) => context.kind === "ops");
    if (found?.kind !== "ops") throw new Error("no operations stack");
    return found;
  });
}

describe("configuration of an operations stack", () => {
  it("needs a location and an address space, and has defaults for the rest", () => {
    const { config, stampRegions } = load(ops());
    expect(config.egress.type).to.equal("firewall");
    expect(config.agents).to.include({ type: "scaleSet", maxCount: 6, mayDeploy: true });
    expect(config.bastion).to.include({ sku: "Standard", nativeClient: true, copyPaste: false });
    expect(config.state.backend).to.equal("storage");
    expect(stampRegions).to.deep.equal(["eastus", "westeurope"]);
    expect(opsPlan(config).subnets.agents).to.equal("10.8.0.0/26");
    expect(opsEgress(config).jumpBoxes).to.not.have.length(0);
  });

  const refused: readonly [title: string, more: string, key: string, problem: RegExp, remedy: RegExp][] = [
    [
      "a pool without its settings",
      "  bulkhead:agents: { type: managedPool, organization: contoso }\n",
      "agents.managedPool",
      /nothing says which/,
      /Add agents\.managedPool/,
    ],
    [
      "a pool without an organization",
      "  bulkhead:agents: { type: managedPool, managedPool: { servicePrincipalObjectId: 8d2f6a3e-1c49-5b77-9a10-4e5d6f708192 } }\n",
      "agents.organization",
      /belongs to an organization/,
      /name of yours/,
    ],
    [
      "runners without their settings",
      "  bulkhead:agents: { type: githubRunners }\n",
      "agents.github",
      /nothing says which/,
      /Add agents\.github/,
    ],
    [
      "settings of another kind of agents",
      "  bulkhead:agents: { github: { scope: orgs/contoso, appId: 1, installationId: 2 } }\n",
      "agents.github",
      /would do nothing/,
      /Set agents\.type to githubRunners/,
    ],
    [
      "a scope that could run commands",
      "  bulkhead:agents: { type: githubRunners, github: { scope: 'orgs/$(id)', appId: 1, installationId: 2 } }\n",
      "agents.github.scope",
      /neither orgs/,
      /Correct/,
    ],
    [
      "a label that could",
      '  bulkhead:agents: { type: githubRunners, github: { scope: orgs/a, appId: 1, installationId: 2, labels: ["a\'b"] } }\n',
      "agents.github.labels[0]",
      /letters, digits/,
      /Correct/,
    ],
    [
      "recording without Premium",
      "  bulkhead:bastion: { sessionRecording: true }\n",
      "bastion.sessionRecording",
      /Only Premium/,
      /Set sku to Premium/,
    ],
    [
      "recording of native clients",
      "  bulkhead:bastion: { sku: Premium, sessionRecording: true }\n",
      "bastion.sessionRecording",
      /not recorded/,
      /nativeClient to false/,
    ],
    [
      "too many Bastion instances",
      "  bulkhead:bastion: { scaleUnits: 51 }\n",
      "bastion.scaleUnits",
      /too large/,
      /at most 50/,
    ],
    [
      "hosts for a NAT gateway",
      "  bulkhead:egress: { type: natGateway, allowedHosts: { agents: [api.example.com] } }\n",
      "egress.allowedHosts",
      /looks at no host/,
      /type to firewall/,
    ],
    [
      "a star as a host",
      "  bulkhead:egress: { allowedHosts: { agents: ['*'] } }\n",
      "egress.allowedHosts.agents[0]",
      /every host/,
      /./,
    ],
    [
      "exceptions that a Standard firewall has not",
      "  bulkhead:egress: { tier: Standard, intrusionDetection: { signatures: [{ id: 5, mode: Off }] } }\n",
      "egress.intrusionDetection",
      /./,
      /./,
    ],
    [
      "an image that is none",
      "  bulkhead:jumpBoxes: { imageId: /subscriptions/a/x }\n",
      "jumpBoxes.imageId",
      /compute gallery/,
      /Correct/,
    ],
    [
      "a group twice",
      "  bulkhead:jumpBoxes: { groups: [{ name: a, objectId: 8d2f6a3e-1c49-5b77-9a10-4e5d6f708192 }, { name: b, objectId: 8D2F6A3E-1c49-5b77-9a10-4e5d6f708192 }] }\n",
      "jumpBoxes.groups",
      /twice/,
      /Correct/,
    ],
    ["a misspelt key", "  bulkhead:jumpBoxes: { cuont: 2 }\n", "jumpBoxes.cuont", /no such key/, /count/],
  ];
  for (const [title, more, key, problem, remedy] of refused)
    it(`refuses ${title}`, () => {
      const error = refusal(() => load(ops(more)));
      expect(error.file).to.equal("Pulumi.ops-eastus.yaml");
      expect(error.key).to.equal(key);
      expect(error.problem).to.match(problem);
      expect(error.remedy).to.match(remedy);
    });

  it("refuses a space that is too small, with one that would do", () => {
    const error = refusal(() => load(ops("  bulkhead:agents: { maxCount: 200 }\n", "eastus", "10.8.0.0/23")));
    expect(error.key).to.equal("network.addressSpace");
    expect(error.remedy).to.equal("Make it a /22 or larger.");
    expect(refusal(() => load(ops("", "eastus", "10.8.0.0/24"))).remedy).to.contain("/23");
  });

  it("refuses a space that overlaps a stamp's, from both sides", () => {
    const error = refusal(() => load(ops("", "eastus", "10.10.8.0/22")));
    expect(error.problem).to.match(/overlaps 10\.1/);
    withFiles({ ...goodFiles, "Pulumi.ops-eastus.yaml": ops("", "eastus", "10.10.8.0/22") }, (root) => {
      const own = refusal(() =>
        loadContext(root, parseStackName("stamp-eastus"), {
          location: "eastus",
          network: { addressSpace: "10.10.0.0/20" },
        }),
      );
      expect(own.problem).to.match(/overlaps 10\.10\.8\.0\/22 of Pulumi\.ops-eastus\.yaml/);
    });
  });

  it("refuses a network whose endpoints could not be all those of the stamps", () => {
    const many = Object.fromEntries(
      Array.from({ length: 45 }, (_, index) => {
        const generation = String.fromCharCode(97 + Math.floor(index / 10)) + String(index % 10);
        return [`Pulumi.stamp-eastus-${generation}.yaml`, stampFile("eastus", `10.${20 + index}.0.0/20`)];
      }),
    );
    const error = refusal(() => load(ops("", "eastus", "10.8.0.0/23"), many));
    expect(error.problem).to.match(/Private endpoints of 47 stamps take \d+ addresses/);
    expect(error.remedy).to.contain("Make it a /22 or larger");
  });

  it("refuses a copied file, a region without zones and a place that is none", () => {
    expect(refusal(() => load(ops("", "westeurope"))).problem).to.match(/for eastus by its name/);
    expect(refusal(() => load(ops("", "eastsu"))).problem).to.match(/not an Azure region/);
  });

  it("tells stamps which networks take their endpoints", () => {
    const names = (more: string): string[] =>
      withFiles({ ...goodFiles, "Pulumi.ops-eastus.yaml": ops(more) }, (root) =>
        activeOpsStacks(readStackFiles(root, undefined)).map(({ text }) => text),
      );
    expect(names("")).to.deep.equal(["ops-eastus"]);
    expect(names("  bulkhead:lifecycle: leaving\n")).to.deep.equal([]);
  });
});

describe("the file of a new operations network", () => {
  it("loads, lies below the stamps, and only the first one keeps the state", () => {
    withFiles(goodFiles, (root) => {
      const first = newOpsFile("eastus", readStackFiles(root, undefined), undefined);
      expect(first).to.contain("addressSpace: 10.8.0.0/21");
      expect(first).to.not.contain("backend");
      withFiles({ ...goodFiles, "Pulumi.ops-eastus.yaml": first }, (second) => {
        const files = readStackFiles(second, undefined);
        const text = newOpsFile("westeurope", files, undefined);
        expect(text).to.contain("addressSpace: 10.8.8.0/21").and.to.contain("backend: elsewhere");
        withFiles(
          { ...goodFiles, "Pulumi.ops-eastus.yaml": first, "Pulumi.ops-westeurope.yaml": text },
          (all) => expect(loadEnvironment(all, undefined)).to.have.length(5),
        );
        // A new stamp still comes behind the stamps.
        expect(newStampFile("westus3", files)).to.contain("addressSpace: 10.10.32.0/20");
      });
    });
  });
});
