import { expect } from "chai";
import type { Properties } from "../../../../lib/properties.ts";
import { archiveRules } from "../../../../lib/archivePolicy.ts";
import { changed, location, newKit, refusal, type Kit } from "../kit.ts";

const immutable = (days: number, state = "Unlocked") => ({
  enabled: true,
  immutabilityPolicy: {
    immutabilityPeriodSinceCreationInDays: days,
    allowProtectedAppendWrites: true,
    state,
  },
});

describe("rehearsal/azure: lifecycle and immutability of storage", () => {
  let kit: Kit;
  beforeEach(async () => {
    kit = await newKit();
  });
  const account = (changes: Properties = {}) =>
    kit.create(
      "storage:StorageAccount",
      changed(
        { accountName: "starchive", location, kind: "StorageV2", sku: { name: "Standard_RAGZRS" } },
        changes,
      ),
    );
  const versions = (isVersioningEnabled: boolean) =>
    kit.create("storage:BlobServiceProperties", {
      accountName: "starchive",
      blobServicesName: "default",
      isVersioningEnabled,
    });
  const rules = () => archiveRules({ coolAfterDays: 30, coldAfterDays: 90, deleteAfterDays: 730 });
  const policy = (changes: Properties = {}) =>
    changed(
      { accountName: "starchive", managementPolicyName: "default", policy: { rules: rules() } },
      changes,
    );

  it("takes the rules of the archive", async () => {
    await account();
    await versions(true);
    await kit.create("storage:ManagementPolicy", policy());
  });

  const append = "policy.rules.0.definition";
  const block = "policy.rules.1.definition";
  const wrong: [string, string, Properties][] = [
    ["another name", "is called 'default'", { managementPolicyName: "rules" }],
    ["no rule", "1 to 100", { "policy.rules": [] }],
    ["two rules of one name", "two rules", { "policy.rules.0.name": "logs" }],
    ["a rule without blobs", "no type of blob", { [`${append}.filters.blobTypes`]: [] }],
    ["an unknown type of blob", "blobTypes", { [`${append}.filters.blobTypes`]: ["pageBlob"] }],
    ["a rule without action", "no action", { [`${append}.actions`]: { baseBlob: {} } }],
    [
      "append blobs that move",
      "does not apply to append blobs",
      { [`${append}.actions.baseBlob.tierToCool`]: { daysAfterModificationGreaterThan: 1 } },
    ],
    [
      "a tier before the one it follows",
      "tierToCold comes after tierToCool",
      { [`${block}.actions.baseBlob.tierToCold`]: { daysAfterModificationGreaterThan: 30 } },
    ],
    [
      "the archive tier over zones",
      "has no archive tier",
      { [`${block}.actions.baseBlob`]: { tierToArchive: { daysAfterModificationGreaterThan: 180 } } },
    ],
  ];
  for (const [title, message, changes] of wrong) {
    it(`refuses ${title}`, async () => {
      await account();
      await versions(true);
      const refused = await refusal(kit.create("storage:ManagementPolicy", policy(changes)));
      expect(refused.code).to.equal("InvalidRequestPropertyValue");
      expect(refused.message).to.contain(message);
    });
  }

  it("refuses rules on versions that nobody keeps", async () => {
    await account();
    expect((await refusal(kit.create("storage:ManagementPolicy", policy()))).message).to.contain(
      "keeps none",
    );
    await versions(false);
    expect((await refusal(kit.create("storage:ManagementPolicy", policy()))).message).to.contain(
      "keeps none",
    );
  });

  it("makes an account immutable from the start, and only then", async () => {
    const { id } = await account({ immutableStorageWithVersioning: immutable(365) });
    await kit.update("storage:StorageAccount", id, { immutableStorageWithVersioning: immutable(200) });
    const off = kit.update("storage:StorageAccount", id, { immutableStorageWithVersioning: undefined });
    expect((await refusal(off)).code).to.equal("AccountPropertyCannotBeUpdated");
    const plain = (await account({ accountName: "stplain" })).id;
    const on = kit.update("storage:StorageAccount", plain, {
      immutableStorageWithVersioning: immutable(365),
    });
    expect((await refusal(on)).code).to.equal("AccountPropertyCannotBeUpdated");
  });

  it("keeps a locked policy locked, and as long as it was", async () => {
    const { id } = await account({ immutableStorageWithVersioning: immutable(365) });
    await kit.update("storage:StorageAccount", id, {
      immutableStorageWithVersioning: immutable(365, "Locked"),
    });
    const update = (to: Properties) =>
      kit.update("storage:StorageAccount", id, { immutableStorageWithVersioning: to });
    expect((await refusal(update(immutable(365)))).message).to.contain("stays locked");
    expect((await refusal(update(immutable(364, "Locked")))).message).to.contain("only become more");
    await update(immutable(400, "Locked"));
  });

  it("refuses a policy that begins locked, that is too long, and on an account that is not immutable", async () => {
    const create = (immutableStorageWithVersioning: Properties) =>
      refusal(account({ immutableStorageWithVersioning }));
    expect((await create(immutable(365, "Locked"))).message).to.contain("locked later");
    expect((await create(immutable(146_001))).message).to.contain("1-146000");
    expect((await create({ ...immutable(365), enabled: false })).message).to.contain("is not immutable");
  });
});
