import { resourceControl } from "../../define.ts";
import { at, isText, quote } from "../../read.ts";

/** A database can be taken back to the second before the mistake. */
export const cosmosBackup = resourceControl({
  id: "data-cosmos-backup",
  title: "Cosmos DB accounts are backed up continuously.",
  why: "Periodic backups lose what was written since the last one, and only support can restore them.",
  remedy: "Set backupPolicy.type to 'Continuous'.",
  severity: "high",
  references: { mcsb: ["BR-1", "BR-2"], threats: ["T-3"] },
  types: ["cosmosdb:DatabaseAccount"],
  parameters: {
    tiers: {
      type: "list",
      description: "Tiers that are long enough.",
      default: ["Continuous30Days"],
    },
  },
  check: ({ props }, refuse, { tiers }) => {
    const type = at(props, "backupPolicy", "type");
    if (!isText(type, "Continuous")) {
      refuse(`backupPolicy.type is ${type === undefined ? "not set" : quote(type)}: set 'Continuous'.`);
      return;
    }
    // Azure's default is 30 days.
    const tier = at(props, "backupPolicy", "continuousModeProperties", "tier") ?? "Continuous30Days";
    if (!tiers.some((allowed) => isText(tier, allowed)))
      refuse(
        `backupPolicy.continuousModeProperties.tier is ${quote(tier)}: set ${tiers.map(quote).join(" or ")}.`,
      );
  },
  accepts: [
    [{ type: "cosmosdb:DatabaseAccount", props: { backupPolicy: { type: "Continuous" } } }],
    [
      {
        type: "cosmosdb:DatabaseAccount",
        props: {
          backupPolicy: { type: "Continuous", continuousModeProperties: { tier: "Continuous30Days" } },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "cosmosdb:DatabaseAccount", props: {} }],
    [{ type: "cosmosdb:DatabaseAccount", props: { backupPolicy: { type: "Periodic" } } }],
    [
      {
        type: "cosmosdb:DatabaseAccount",
        props: {
          backupPolicy: { type: "Continuous", continuousModeProperties: { tier: "Continuous7Days" } },
        },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("cosmosdb:DatabaseAccount").props["backupPolicy"] = { type: "Periodic" };
    },
  },
});
