import { expect } from "chai";
import { loadContext } from "../../config/load.ts";
import { newStampFile, nextAddressSpace } from "../../config/newStampFile.ts";
import { readStackFiles, type StackFile } from "../../config/stackFiles.ts";
import { parseStackName, stackFileName } from "../../config/stackName.ts";
import { goodFiles, refusal, withFiles } from "./support.ts";

function sibling(text: string, addressSpace: string, cluster: object = {}): StackFile {
  return {
    stack: parseStackName(text),
    file: stackFileName(text),
    values: { network: { addressSpace }, cluster },
    layers: [],
  };
}

const spaceOf = (siblings: StackFile[]): string | undefined =>
  /addressSpace: (.+)/.exec(newStampFile("westus3", siblings))?.[1];

describe("the file of a new stamp", () => {
  it("has a location and an address space, and loads beside the others", () => {
    withFiles(goodFiles, (root) => {
      const text = newStampFile("westus3", readStackFiles(root, undefined), new Date("2027-03-05T12:00:00Z"));
      expect(text).to.equal(`# yaml-language-server: $schema=config/schemas/stamp.json
# West US 3
config:
  bulkhead:location: westus3
  bulkhead:network:
    addressSpace: 10.10.32.0/20
  bulkhead:vault:
    apiKeyRotatedOn: "2027-03-05"
`);
      const files = { ...goodFiles, "Pulumi.stamp-westus3.yaml": text };
      const context = withFiles(files, (after) => {
        const own = readStackFiles(after, undefined).find(({ stack }) => stack.region === "westus3");
        return loadContext(after, parseStackName("stamp-westus3"), own?.values ?? {});
      });
      expect(context.stampRegions).to.deep.equal(["eastus", "westeurope", "westus3"]);
    });
  });

  it("takes the size of the latest space and the place behind it", () => {
    expect(spaceOf([])).to.equal("10.10.0.0/20");
    expect(
      spaceOf([sibling("stamp-eastus", "10.10.0.0/20"), sibling("stamp-uksouth", "10.20.0.0/22")]),
    ).to.equal("10.20.4.0/22");
  });

  it("keeps clear of every environment and of pod and service ranges", () => {
    const others = [sibling("stamp-eastus", "10.10.0.0/20"), sibling("int.stamp-eastus", "10.10.16.0/20")];
    expect(spaceOf(others)).to.equal("10.10.32.0/20");
    const pods = [
      sibling("stamp-eastus", "10.10.0.0/20", { podCidr: "10.10.64.0/18", serviceCidr: "10.10.16.0/20" }),
    ];
    expect(spaceOf(pods)).to.equal("10.10.32.0/20");
  });

  it("takes another size where one is asked for, at a boundary of that size", () => {
    const latest = [sibling("stamp-eastus", "10.10.0.0/20"), sibling("stamp-uksouth", "10.20.4.0/22")];
    expect(nextAddressSpace(latest)).to.equal("10.20.8.0/22");
    expect(nextAddressSpace(latest, 20)).to.equal("10.20.16.0/20");
    expect(nextAddressSpace(latest, 23)).to.equal("10.20.8.0/23");
  });

  it("goes on from the start of the private ranges when one is used up, past what AKS forbids", () => {
    expect(spaceOf([sibling("stamp-eastus", "10.255.240.0/20")])).to.equal("10.0.0.0/20");
    const last = [sibling("stamp-eastus", "10.0.0.0/8"), sibling("stamp-uksouth", "172.29.0.0/16")];
    expect(spaceOf(last)).to.equal("172.17.0.0/16");
  });

  it("is refused where a stamp cannot be, and where no range is left", () => {
    expect(refusal(() => newStampFile("westus33", [])).message).to.contain("Did you mean 'westus3'");
    expect(refusal(() => newStampFile("ukwest", [])).message).to.equal(
      "ukwest has no availability zones. Choose uksouth, its pair, or another region with zones.",
    );
    const full = refusal(() => newStampFile("westus3", [sibling("stamp-eastus", "10.0.0.0/8")]));
    expect(full.message).to.contain("No private /8 is left beside the address spaces in use.");
  });
});
