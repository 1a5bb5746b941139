import table from "./data/defenderPlans.json" with { type: "json" };

/** A plan of Microsoft Defender for Cloud, which a subscription has on or off as a whole. */
export interface DefenderPlan {
  readonly product: string;
  /** Whether it protects something that the program builds. */
  readonly ours: boolean;
  /** Sub-plans that may be chosen; empty where the plan has none. */
  readonly subPlans: readonly string[];
  /** Sub-plans that Azure takes no new subscription for. */
  readonly closedSubPlans: readonly string[];
  /** Extensions that the program switches on with the plan. */
  readonly extensions: readonly string[];
  /** Extensions that the plan has besides. */
  readonly offered: readonly string[];
  /** The plan that has taken this one's place. */
  readonly replacedBy: string | null;
}

const { _meta, ...rows } = table;

/** The date on which the plans were taken from their sources, which stand in data/defenderPlans.json. */
export const defenderPlansDate: string = _meta.date;

/** Every plan, by the name that ARM has for it. */
export const defenderPlans: Readonly<Record<string, DefenderPlan>> = rows;

/** The plans for what the program builds, in the order in which they are switched on. */
export const ownDefenderPlans = [
  "CloudPosture",
  "Containers",
  "KeyVaults",
  "StorageAccounts",
  "CosmosDbs",
  "Arm",
  "VirtualMachines",
] as const satisfies readonly (keyof typeof rows)[];

export type OwnDefenderPlan = (typeof ownDefenderPlans)[number];
