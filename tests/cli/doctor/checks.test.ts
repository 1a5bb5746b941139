import { expect } from "chai";
import { entryChecks, machineChecks, subscriptionChecks } from "../../../cli/doctor/checks/index.ts";
import { examine } from "../../../cli/doctor/examine.ts";
import { allWell, type Reported } from "../../../cli/doctor/finding.ts";
import type { World } from "../../../cli/doctor/world.ts";
import { at, backend, sketchNode, smallNeeds, worldWith } from "./recorded.ts";
import { stampStands, usagesOf } from "./refusal.ts";
import { refusalsAccess } from "./refusalsAccess.ts";
import { refusalsLimits } from "./refusalsLimits.ts";
import { refusalsMachine } from "./refusalsMachine.ts";

const all = [...machineChecks, ...entryChecks, ...subscriptionChecks];

async function findings(id: string, world: World): Promise<Reported[]> {
  const check = all.find((each) => each.id === id);
  if (check === undefined) throw new Error(`there is no check ${id}`);
  return examine([check], world);
}

const said = (found: readonly Reported[]) =>
  found
    .map(({ severity, subject, text, remedy }) => `${severity} ${subject}: ${text} ${remedy ?? ""}`)
    .join("\n");

const refusals = [...refusalsMachine, ...refusalsAccess, ...refusalsLimits];

describe("doctor's checks", () => {
  for (const check of all.filter(({ id }) => id !== "api-servers")) {
    it(`${check.id} accepts a subscription that has everything`, async () => {
      const found = await findings(check.id, worldWith());
      expect(found, said(found)).not.to.deep.equal([]);
      expect(
        found.filter(({ severity }) => severity !== "ok"),
        said(found),
      ).to.deep.equal([]);
    });
  }

  it("api-servers accepts one that answers at a private address", async () => {
    const found = await findings("api-servers", worldWith({ backend: stampStands }));
    expect(said(found)).to.equal("ok API server of stamp-eastus: 10.10.4.5:443 answers in 3 ms ");
  });

  for (const { check, title, world, severity, says } of refusals) {
    it(`${check} finds ${title}`, async () => {
      const found = await findings(check, world());
      const wrong = found.filter((finding) => finding.severity !== "ok");
      expect(
        wrong.some((finding) => finding.severity === severity),
        said(found),
      ).to.equal(true);
      for (const text of says) expect(said(wrong)).to.contain(text);
      // A finding that is not in order says what to do.
      expect(wrong.every(({ remedy }) => (remedy ?? "") !== "")).to.equal(true);
      expect(allWell(found)).to.equal(severity === "warning");
    });
  }

  it("has a refusal for each check", () => {
    expect(all.map(({ id }) => id).filter((id) => !refusals.some(({ check }) => check === id))).to.deep.equal(
      [],
    );
  });

  it("asks only for names of stacks that are not deployed", async () => {
    const contract = { suffix: "zzzzz" };
    const { realNames } = await import("../../../cli/doctor/checks/names.ts");
    const names = realNames(worldWith().needs, backend({ global: null }), contract.suffix);
    // The vault and the database belong to `global`, which is deployed and has its names.
    expect(names.map(({ name }) => name)).to.deep.equal(["stzzzzz"]);
  });

  it("asks for the names of stacks still to come with the suffix that global has drawn", async () => {
    const { nameFindings, realNames } = await import("../../../cli/doctor/checks/names.ts");
    const asked: unknown[] = [];
    const base = worldWith();
    const world: World = {
      ...base,
      arm: {
        ...base.arm,
        ask: (path, _version, body) => {
          asked.push([path.split("/").at(-1), body]);
          return Promise.resolve({ nameAvailable: false, reason: "AlreadyExists" });
        },
      },
    };
    const names = realNames(world.needs, backend({ global: null }), "zzzzz");
    const found = await nameFindings(world, names);
    expect(asked).to.deep.equal([
      ["checkNameAvailability", { name: "stzzzzz", type: "Microsoft.Storage/storageAccounts" }],
    ]);
    expect(found[0]?.text).to.contain("Somebody has this name already");
  });

  it("does not call a vault free whose deleted predecessor keeps the name", async () => {
    const { nameFindings } = await import("../../../cli/doctor/checks/names.ts");
    const vault = { stack: "global", armType: "Microsoft.KeyVault/vaults", name: "kv-old", id: "" };
    for (const [protectedFromPurge, remedy] of [
      [true, "recover"],
      [false, "az keyvault purge"],
    ] as const) {
      const world = worldWith({}, (answers) => {
        answers.list[at("/providers/Microsoft.KeyVault/deletedVaults")] = [
          {
            name: "kv-old",
            properties: {
              scheduledPurgeDate: "2027-02-19T00:00:00Z",
              purgeProtectionEnabled: protectedFromPurge,
            },
          },
        ];
      });
      const [finding] = await nameFindings(world, [vault]);
      expect(finding?.text).to.contain("2027-02-19");
      expect(finding?.remedy).to.contain(remedy);
    }
  });

  it("wants less of the quotas where stacks stand already", async () => {
    const world = worldWith({ backend: stampStands }, (answers) =>
      usagesOf(answers).forEach((usage) => (usage.limit = 20)),
    );
    const found = await findings("quotas", world);
    // 24 of the 32 are running and counted as used; only the jump boxes are still to come.
    expect(said(found)).to.contain("vCPUs DDSv5, eastus: 20 of 20 are free; wanted on top: 8 at least");
  });

  it("wants the right to define roles only until somebody has deployed what defines them", async () => {
    const definition = sketchNode("global", "azure-native:authorization:RoleDefinition", "purger", {});
    const needs = smallNeeds([definition]);
    const before = await findings("roles", worldWith({ needs }));
    expect(said(before)).to.contain("error rights: Nothing grants Microsoft.Authorization/roleDefinitions/");
    expect(said(before)).to.contain("User Access Administrator");
    const stands = () => Promise.resolve(backend({ global: null }));
    const after = await findings("roles", worldWith({ needs, backend: stands }));
    expect(after.map(({ severity }) => severity)).to.deep.equal(["ok"]);
  });

  it("counts spot machines apart from the others", async () => {
    const spot = sketchNode("stamp-eastus", "azure-native:containerservice:AgentPool", "spot", {
      vmSize: "Standard_D4ds_v5",
      resourceName: "aks",
      count: 30,
      scaleSetPriority: "Spot",
    });
    const found = await findings("quotas", worldWith({ needs: smallNeeds([spot]) }));
    expect(said(found)).to.contain(
      "error vCPUs of spot machines, eastus: 100 of 100 are free; wanted on top: 120",
    );
    expect(said(found)).to.contain("--resource-type lowPriority");
  });
});
