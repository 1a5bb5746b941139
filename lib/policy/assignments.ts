import table from "./data/assignments.json" with { type: "json" };
import { effectParameterOf, policyDefinition, type PolicyDefinition } from "./definitions.ts";

/** What an assignment does when something is made or changed. `DoNotEnforce` finds, and stops nothing. */
export type EnforcementMode = "Default" | "DoNotEnforce";

/** A row of the table of assignments, which `npm run derived` writes from the catalogue of controls. */
export interface AssignmentRow {
  /** The control, and what tells its assignments apart. */
  readonly key: string;
  /** The control that it holds in Azure, or `allowed-locations`. */
  readonly control: string;
  /** GUID of the built-in definition. */
  readonly definition: string;
  readonly effect: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the assignment is for. */
  readonly description: string;
  /** What somebody reads whose resource does not comply. */
  readonly message: string;
}

/** The rows of the table. */
export const assignmentRows: readonly AssignmentRow[] = table.assignments;

/** Names by which a configuration may call assignments: the controls, and `allowed-locations`. */
export const assignedControls: readonly string[] = [
  ...new Set(assignmentRows.map(({ control }) => control)),
].sort();

/** What a configuration decides about assignments. */
export interface AssignmentChoices {
  readonly enforcement: EnforcementMode;
  /** By control, where it is not as `enforcement` says. */
  readonly controls: Readonly<Record<string, EnforcementMode | "Off">>;
  /** Whether what changes resources by itself is assigned, with an identity. */
  readonly remediation: boolean;
}

/** An assignment that is to be. */
export interface PlannedAssignment {
  readonly row: AssignmentRow;
  readonly definition: PolicyDefinition;
  readonly enforcement: EnforcementMode;
  /** Whether it changes resources in the name of an identity. */
  readonly needsIdentity: boolean;
  readonly parameters: Readonly<Record<string, { readonly value: unknown }>>;
}

/** The parameter of the two definitions that know where things may be. */
const locationsParameter = "listOfAllowedLocations";

/**
 * The assignments of a platform.
 *
 * @param locations where its resources may be.
 */
export function plannedAssignments(
  choices: AssignmentChoices,
  locations: readonly string[],
): PlannedAssignment[] {
  return assignmentRows.flatMap((row) => {
    const enforcement = choices.controls[row.control] ?? choices.enforcement;
    const definition = policyDefinition(row.definition);
    const needsIdentity = definition.remediationRoleIds !== undefined;
    if (enforcement === "Off" || (needsIdentity && !choices.remediation)) return [];
    const effectParameter = effectParameterOf(definition);
    const asksForLocations = definition.parameters.some(({ name }) => name === locationsParameter);
    const values = {
      ...(effectParameter === undefined ? {} : { [effectParameter]: row.effect }),
      ...row.parameters,
      ...(asksForLocations ? { [locationsParameter]: [...locations] } : {}),
    };
    const parameters = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));
    return [{ row, definition, enforcement, needsIdentity, parameters }];
  });
}
