import { expect } from "chai";
import { archiveRules, oldVersionRules } from "../../lib/archivePolicy.ts";

describe("lifecycle rules of the log archive", () => {
  const rule = { enabled: true, type: "Lifecycle" };
  const after = (days: number) => ({ daysAfterModificationGreaterThan: days });

  it("delete what Azure Monitor appends to, and move what can be moved before", () => {
    expect(archiveRules({ coolAfterDays: 30, coldAfterDays: 90, deleteAfterDays: 365 })).to.deep.equal([
      {
        ...rule,
        name: "appended-logs",
        definition: {
          filters: { blobTypes: ["appendBlob"] },
          actions: { baseBlob: { delete: after(365) } },
        },
      },
      {
        ...rule,
        name: "logs",
        definition: {
          filters: { blobTypes: ["blockBlob"] },
          actions: {
            baseBlob: { tierToCool: after(30), tierToCold: after(90), delete: after(365) },
            version: { delete: { daysAfterCreationGreaterThan: 365 } },
          },
        },
      },
    ]);
  });

  it("remove old versions", () => {
    expect(oldVersionRules(7)).to.deep.equal([
      {
        ...rule,
        name: "old-versions",
        definition: {
          filters: { blobTypes: ["blockBlob"] },
          actions: { version: { delete: { daysAfterCreationGreaterThan: 7 } } },
        },
      },
    ]);
  });
});
