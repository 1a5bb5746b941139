import type { AssignmentRow } from "../lib/policy/assignments.ts";
import { catalogue } from "./catalogue/index.ts";
import type { AzurePolicyUse, Control } from "./types.ts";

/** Where resources may be: the stack files say it, so no control does. Both are for all environments alike. */
export const locationUses: readonly AzurePolicyUse[] = [
  {
    definition: "e56962a6-4747-49cd-b67b-bf8b01975c4c",
    part: "resources",
    name: "Allowed locations",
    effect: "Deny",
  },
  {
    definition: "e765b5de-1225-4ba3-bd56-1ac6695af988",
    part: "groups",
    name: "Allowed locations for resource groups",
    effect: "Deny",
  },
];

const locations: Pick<Control, "id" | "title" | "why" | "remedy" | "azurePolicy"> = {
  id: "allowed-locations",
  title: "Resources are where the platform is.",
  why: "Data that leaves its regions may leave its jurisdiction, and nobody watches what is elsewhere.",
  remedy: "Choose a region of the platform, or list the location in policy.allowedLocations.",
  azurePolicy: locationUses,
};

function rowsOf({ id, title, why, remedy, azurePolicy }: typeof locations): AssignmentRow[] {
  return azurePolicy.map(({ definition, part, effect, parameters = {} }) => ({
    key: part === undefined ? id : `${id}-${part}`,
    control: id,
    definition,
    effect,
    parameters,
    description: `${title} ${why}`,
    message: `${id}: ${title} ${remedy}`,
  }));
}

/** The assignments that hold in Azure what the controls hold in Pulumi. */
export function assignmentTableRows(): AssignmentRow[] {
  return [locations, ...catalogue].flatMap(rowsOf);
}

/** lib/policy/data/assignments.json: the program reads it, and so needs none of the controls' code. */
export function assignmentTable(): string {
  const rows = assignmentTableRows().map((row) => `    ${JSON.stringify(row)}`);
  return `{\n  "source": "Written by \`npm run derived\` from controls/catalogue/. Do not edit.",\n  "assignments": [\n${rows.join(",\n")}\n  ]\n}\n`;
}
