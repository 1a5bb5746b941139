import { expect } from "chai";
import { forget, lostFor, resourceGroupsIn, type Checkpoint } from "../../../cli/rebuild/forget.ts";
import { stacksOfRegion } from "../../../cli/rebuild/lose.ts";
import { rebuiltLines } from "../../../cli/rebuild/report.ts";
import { parseStackName } from "../../../config/stackName.ts";

const urn = (type: string, name: string) => `urn:pulumi:stamp-eastus::bulkhead::${type}::${name}`;
const release = urn("kubernetes:helm.sh/v3:Release", "gateway-release");
const suffix = urn("random:index/randomString:RandomString", "vault-suffix");
const other = urn("random:index/randomString:RandomString", "other");
const vault = urn("azure-native:keyvault:Vault", "vault-vault");
const origin = urn("azure-native:cdn:AFDOrigin", "api-origin");

const checkpoint: Checkpoint = {
  resources: [
    {
      urn: urn("pulumi:pulumi:Stack", "s"),
      type: "pulumi:pulumi:Stack",
      outputs: { contract: { version: 1 } },
    },
    {
      urn: urn("azure-native:resources:ResourceGroup", "stamp"),
      type: "azure-native:resources:ResourceGroup",
      id: "/subscriptions/s/resourceGroups/rg",
    },
    { urn: suffix, type: "random:index/randomString:RandomString", id: "abcde" },
    { urn: other, type: "random:index/randomString:RandomString", id: "fghij" },
    {
      urn: vault,
      type: "azure-native:keyvault:Vault",
      id: "/v",
      dependencies: [suffix],
      propertyDependencies: { vaultName: [suffix], location: null },
    },
    { urn: release, type: "kubernetes:helm.sh/v3:Release", id: "gateway/gateway" },
    {
      urn: origin,
      type: "azure-native:cdn:AFDOrigin",
      id: "/o",
      dependencies: [release, vault],
      deletedWith: release,
    },
  ],
};

describe("the state of a stack that has lost everything", () => {
  it("forgets releases, and the random part of vaults' names but of nothing else", () => {
    expect(lostFor(checkpoint)).to.deep.equal(new Set([suffix, release]));
  });

  it("leaves no reference to what is forgotten, for the engine refuses such a state", () => {
    const { resources = [] } = forget(checkpoint, lostFor(checkpoint));
    expect(JSON.stringify(resources)).not.to.contain("vault-suffix").and.not.to.contain("gateway-release");
    expect(resources).to.deep.include({
      urn: origin,
      type: "azure-native:cdn:AFDOrigin",
      id: "/o",
      dependencies: [vault],
    });
    const kept = resources.find((resource) => resource.urn === vault);
    expect(kept?.propertyDependencies).to.deep.equal({ vaultName: [], location: null });
  });

  it("promises nothing any more, so that the next deployment compares itself with nothing", () => {
    const [stack] = forget(checkpoint, new Set()).resources ?? [];
    expect(stack?.outputs).to.deep.equal({});
  });

  it("is repeatable", () => {
    const once = forget(checkpoint, lostFor(checkpoint));
    expect(forget(once, lostFor(once))).to.deep.equal(once);
  });

  it("knows the groups to ask Azure for; a stack that was never deployed has none", () => {
    expect(resourceGroupsIn(checkpoint)).to.deep.equal(["/subscriptions/s/resourceGroups/rg"]);
    expect(resourceGroupsIn({})).to.deep.equal([]);
    expect(forget({}, new Set())).to.deep.equal({ resources: [] });
  });
});

describe("the stacks of a region", () => {
  const stacks = ["global", "ops-eastus", "stamp-eastus", "stamp-eastus-b", "stamp-westeurope"].map((name) =>
    parseStackName(name),
  );
  const of = (region: string, operations = false) =>
    stacksOfRegion(stacks, region, operations).map(({ text }) => text);

  it("are its stamps, and its operations network on request", () => {
    expect(of("eastus")).to.deep.equal(["stamp-eastus", "stamp-eastus-b"]);
    expect(of("eastus", true)).to.deep.equal(["ops-eastus", "stamp-eastus", "stamp-eastus-b"]);
  });

  it("are refused where there are none, with those that there are", () => {
    expect(() => of("uksouth")).to.throw(/'uksouth'.*eastus, westeurope/s);
  });
});

describe("what a rebuild says", () => {
  const prepared = [{ stack: "stamp-eastus", gone: 240, left: 10 }];
  it("is how long it took against the objective", () => {
    const summary = { ok: true, rehearsal: true, resume: undefined };
    expect(rebuiltLines({ prepared, summary, minutes: 33.2, objective: 240 })[0]).to.equal(
      "stamp-eastus: made again in 34 minutes of Azure's time, 14 % of the recovery time objective (240 minutes).",
    );
  });
  it("is how to go on, when it failed", () => {
    const summary = { ok: false, rehearsal: false, resume: "npx bulkhead up --only stamp-eastus" };
    expect(rebuiltLines({ prepared, summary, minutes: 3, objective: 240 })).to.deep.equal([
      "stamp-eastus: not whole yet. Go on with: npx bulkhead up --only stamp-eastus",
    ]);
  });
});
