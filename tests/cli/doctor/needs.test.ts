import { spawnSync } from "node:child_process";
import { expect } from "chai";
import fc from "fast-check";
import { demandOf, familyOf, type Claim } from "../../../cli/doctor/claims.ts";
import { additional } from "../../../cli/doctor/checks/quotas.ts";
import { roleFor } from "../../../cli/doctor/checks/roles.ts";
import { grants, missingActions } from "../../../cli/doctor/permissions.ts";
import { needsLines, quotaRows } from "../../../cli/doctor/report.ts";
import { checkAssignee, preparation } from "../../../cli/doctor/script.ts";
import { atLeast, versionIn } from "../../../cli/doctor/versions.ts";
import { UserError } from "../../../config/userError.ts";
import { assignmentCondition, deployerRoles } from "../../../lib/ops/deployerRoles.ts";
import { roles } from "../../../lib/roles.ts";
import { objectId, recordedAnswers, sketchNode, smallNeeds } from "./recorded.ts";

describe("what the platform wants of a subscription", () => {
  const needs = smallNeeds();

  it("sums machines by family, addresses and role assignments", () => {
    // Jump boxes 2, agents up to 6, pools of 3 to 6 and 3 to 9, each with a third more while it is upgraded: 8 and 12; 4 vCPUs each.
    expect(quotaRows(needs)).to.deep.equal([
      {
        location: "eastus",
        what: "public IP addresses, Standard",
        demand: { least: 1, most: 1, release: 2 },
      },
      { location: "eastus", what: "vCPUs DDSv5", demand: { least: 32, most: 112, release: 192 } },
      { location: "eastus", what: "vCPUs of all families", demand: { least: 32, most: 112, release: 192 } },
      { location: "", what: "role assignments", demand: { least: 1, most: 1, release: 2 } },
    ]);
  });

  it("wants nothing twice of a region whose second generation has a file already", async () => {
    const { needsOf } = await import("../../../cli/doctor/needs.ts");
    const { graphOf } = await import("../../../graph/model.ts");
    const pip = sketchNode("stamp-eastus-b", "azure-native:network:PublicIPAddress", "pip", {
      location: "eastus",
    });
    const first = sketchNode("stamp-eastus", "azure-native:network:PublicIPAddress", "pip", {
      location: "eastus",
    });
    const demand = (stamps: string[]) => quotaRows(needsOf(graphOf([first, pip]), stamps, {}))[0]?.demand;
    expect(demand(["stamp-eastus", "stamp-eastus-b"])).to.deep.equal({ least: 2, most: 2, release: 2 });
    expect(demand(["stamp-eastus", "int.stamp-eastus"])).to.deep.equal({ least: 2, most: 2, release: 3 });
  });

  it("leaves out stacks that were not asked for", async () => {
    const { needsOf } = await import("../../../cli/doctor/needs.ts");
    const { graphOf } = await import("../../../graph/model.ts");
    const { nodes } = await import("./recorded.ts");
    const only = needsOf(graphOf(nodes), ["stamp-eastus"], {}, (stack) => stack === "stamp-eastus");
    expect(only.stacks).to.deep.equal(["stamp-eastus"]);
    expect(only.cosmos).to.deep.equal([]);
    expect(only.features).to.deep.equal([]);
    // The suffix of names is global's all the same.
    expect(only.suffix).to.equal("abcde");
  });

  it("names providers by what is registered and by what add-ons want", () => {
    const namespaces = needs.providers.map(({ namespace }) => namespace);
    expect(namespaces).to.include.members(["Microsoft.ContainerService", "Microsoft.OperationsManagement"]);
    // Those of the tenant and of Resource Manager itself are always there.
    expect(namespaces.filter((name) => /aadiam|Resources|Authorization/.test(name))).to.deep.equal([]);
  });

  it("wants the feature of encryption at host only for machines that have it", () => {
    expect(needs.features).to.deep.equal([
      {
        namespace: "Microsoft.Compute",
        name: "EncryptionAtHost",
        reason: "encryption at host in ops-eastus",
      },
    ]);
  });

  it("wants the rights to read, write and delete what is registered, and nothing of the tenant", () => {
    expect(needs.actions).to.include.members([
      "Microsoft.Resources/subscriptions/resourceGroups/write",
      "Microsoft.ContainerService/managedClusters/delete",
      "Microsoft.Authorization/roleAssignments/write",
    ]);
    expect(needs.actions.filter((action) => action.startsWith("microsoft.aadiam"))).to.deep.equal([]);
  });

  it("says all of it as text", () => {
    const text = needsLines(needs).join("\n");
    for (const part of ["eastus", "32", "Standard_D4ds_v5 in eastus: zones 1, 2, 3", "Locks Contributor"])
      expect(text).to.contain(part);
  });

  it("names families as the portal does", () => {
    expect(familyOf("Standard_D4ds_v5")).to.equal("DDSv5");
    expect(familyOf("Standard_F8s_v2")).to.equal("FSv2");
    expect(familyOf("nonsense")).to.equal("nonsense");
  });

  it("counts a retired pool as nothing", () => {
    const retired = sketchNode("stamp-eastus", "azure-native:containerservice:AgentPool", "old", {
      vmSize: "Standard_D4ds_v5",
      resourceName: "aks",
      count: 0,
    });
    expect(quotaRows(smallNeeds([retired]))).to.deep.equal(quotaRows(needs));
  });

  const claims = fc.array(
    fc.record({
      stack: fc.constantFrom("global", "stamp-a", "stamp-b"),
      resource: fc.constant("r"),
      location: fc.constant("eastus"),
      counted: fc.constant({ kind: "publicIps" } as const),
      least: fc.nat(50),
      most: fc.nat(50),
    }),
  );

  it("never wants less while releasing, nor more of what stands already", () => {
    const stamps = new Set(["stamp-a", "stamp-b"]);
    fc.assert(
      fc.property(claims, fc.subarray(["global", "stamp-a", "stamp-b"]), (drawn, deployed) => {
        const list: Claim[] = drawn.map((claim) => ({ ...claim, most: claim.least + claim.most }));
        const whole = demandOf(list, (stack) => stamps.has(stack));
        expect(whole.least).to.be.at.most(whole.most);
        expect(whole.most).to.be.at.most(whole.release);
        const more = additional(list, stamps, new Set(deployed));
        expect(more.least).to.be.at.most(whole.least);
        expect(more.release).to.be.at.most(whole.release);
        expect(additional(list, stamps, new Set())).to.deep.equal(whole);
      }),
    );
  });
});

describe("Azure RBAC's algebra", () => {
  const definitions = recordedAnswers().get as Record<
    string,
    { properties?: { permissions?: { actions: string[]; notActions: string[] }[] } }
  >;
  const held = (role: keyof typeof roles) => ({
    role,
    roleId: roles[role],
    condition: undefined,
    permissions:
      Object.entries(definitions).find(([path]) => path.endsWith(roles[role]))?.[1].properties?.permissions ??
      [],
  });

  it("matches wildcards without regard to case, and lets notActions win within a role", () => {
    const permissions = [{ actions: ["Microsoft.Compute/*"], notActions: ["*/Delete"] }];
    expect(grants({ permissions }, "microsoft.compute/virtualMachines/WRITE")).to.equal(true);
    expect(grants({ permissions }, "Microsoft.Compute/virtualMachines/delete")).to.equal(false);
    expect(grants({ permissions }, "Microsoft.ComputeX/y/write")).to.equal(false);
    expect(grants({ permissions: [{ actions: ["a.b/read"] }] }, "aXb/read")).to.equal(false);
  });

  it("adds up: what one role leaves out another grants", () => {
    const action = "Microsoft.Authorization/locks/write";
    expect(missingActions([held("contributor")], [action])).to.deep.equal([action]);
    expect(missingActions([held("contributor"), held("locksContributor")], [action])).to.deep.equal([]);
  });

  it("finds the deployer's roles enough for the small platform, and none of them needless", () => {
    const all = deployerRoles.map(({ role }) => held(role));
    const { actions } = smallNeeds();
    expect(missingActions(all, actions)).to.deep.equal([]);
    for (const grant of all)
      expect(
        missingActions(
          all.filter((other) => other !== grant),
          actions,
        ),
        grant.role,
      ).not.to.deep.equal([]);
  });

  it("names the narrowest role of an action, and none for custom roles", () => {
    expect(roleFor("Microsoft.Authorization/policyExemptions/write")).to.equal("resourcePolicyContributor");
    expect(roleFor("Microsoft.Network/virtualNetworks/write")).to.equal("contributor");
    expect(roleFor("Microsoft.Authorization/roleDefinitions/write")).to.equal(undefined);
  });
});

describe("the script that prepares a subscription", () => {
  const shell = (text: string, ...args: string[]) =>
    spawnSync("sh", ["-s", ...args], { input: text, encoding: "utf8" });
  /** `az` is a function that prints its arguments, one a line. */
  const recorded = (text: string) =>
    text.replace(
      "set -eu",
      'set -eu\naz() { case "$*" in *"account show"*) echo sub;; *"feature show"*) echo Registered;; *) for a in "$@"; do printf "<%s>" "$a"; done; echo;; esac; }',
    );

  it("registers and assigns what is needed, with the condition in one piece", () => {
    const { status, stdout, stderr } = shell(recorded(preparation(smallNeeds(), objectId)));
    expect(stderr).to.equal("");
    expect(status).to.equal(0);
    expect(stdout).to.contain("<provider><register><--namespace><Microsoft.ContainerService>");
    expect(stdout).to.contain(
      "<feature><register><--namespace><Microsoft.Compute><--name><EncryptionAtHost>",
    );
    for (const { role } of deployerRoles)
      expect(stdout).to.contain(`<--role><${roles[role]}><--scope></subscriptions/sub>`);
    expect(stdout).to.contain(`<--assignee-object-id><${objectId}>`);
    expect(stdout.split(`<--condition><${assignmentCondition()}><--condition-version><2.0>`)).to.have.length(
      2,
    );
  });

  it("takes whoever deploys as an argument where none was named, and stops without one", () => {
    const text = recorded(preparation(smallNeeds(), undefined));
    expect(shell(text, "someone", "Group").stdout).to.contain("<someone><--assignee-principal-type><Group>");
    const { status, stderr } = shell(text);
    expect(status).not.to.equal(0);
    expect(stderr).to.contain("object id of whoever deploys");
  });

  it("refuses what is no object id, which would otherwise end up in a shell", () => {
    expect(checkAssignee(objectId.toUpperCase())).to.equal(objectId);
    for (const text of ["me", "$(rm -rf /)", `${objectId}; reboot`])
      expect(() => checkAssignee(text)).to.throw(UserError);
  });
});

describe("versions", () => {
  it("reads and compares them as numbers", () => {
    expect(versionIn('{ "azure-cli": "2.80.0" }')).to.equal("2.80.0");
    expect(versionIn("git hash: v0.2.12/1234")).to.equal("0.2.12");
    expect(versionIn("unknown")).to.equal(undefined);
    expect(atLeast("3.100.0", "3.99.9")).to.equal(true);
    expect(atLeast("3.9.0", "3.10.0")).to.equal(false);
    expect(atLeast("3.10.0", "3.10.0")).to.equal(true);
  });
});
