import { assignedControls, assignmentRows, plannedAssignments } from "../lib/policy/assignments.ts";
import { canBeExempted, policyDefinition } from "../lib/policy/definitions.ts";
import { findRegion, suggestRegions } from "../lib/regions.ts";
import { suggest } from "../lib/suggest.ts";
import type { GlobalConfig } from "./schema/global.ts";
import { UserError } from "./userError.ts";

type Policy = GlobalConfig["policy"];

const section = "policy";

/**
 * What Azure Policy would refuse or silently ignore: controls and locations that do not exist, exemptions from nothing.
 *
 * @throws UserError for the first mistake.
 */
export function checkPolicy({ policy }: GlobalConfig, file: string): void {
  for (const location of policy.allowedLocations) {
    if (findRegion(location) === undefined)
      throw new UserError({
        file,
        key: `${section}.allowedLocations`,
        problem: `'${location}' is not an Azure region.`,
        remedy: oneOf(suggestRegions(location), "Use the name ARM uses, such as eastus."),
      });
  }
  for (const control of Object.keys(policy.controls))
    requireAssigned(control, file, `${section}.controls.${control}`);
  policy.exemptions.forEach((_, index) => checkExemption(policy, index, file));
}

function checkExemption(policy: Policy, index: number, file: string): void {
  const exemption = policy.exemptions[index];
  if (exemption === undefined) return;
  const { control, scope } = exemption;
  const key = `${section}.exemptions[${index}]`;
  requireAssigned(control, file, `${key}.control`);

  const rows = assignmentRows.filter((row) => row.control === control);
  if (!rows.some(({ definition }) => canBeExempted(policyDefinition(definition))))
    throw new UserError({
      file,
      key: `${key}.control`,
      problem: `Clusters hold ${control} themselves, and Azure Policy has no exemptions from what they hold.`,
      remedy: `Write policy.controls: { ${control}: DoNotEnforce }, or Off, and take the exemption out.`,
    });
  if (policy.enabled && !isPlanned(policy, control))
    throw new UserError({
      file,
      key: `${key}.control`,
      problem: `${control} is not assigned, so there is nothing to be exempted from.`,
      remedy: "Take the exemption out, or turn the assignment on.",
    });
  if (isGroup(scope) && policy.managementGroup === undefined)
    throw new UserError({
      file,
      key: `${key}.scope`,
      problem: `The definitions are assigned to a subscription, and ${scope} is above it.`,
      remedy: "Name the subscription or what is in it, or set policy.managementGroup.",
    });
  const twin = policy.exemptions.findIndex(
    (other) => other.control === control && other.scope.toLowerCase() === scope.toLowerCase(),
  );
  if (twin === index) return;
  throw new UserError({
    file,
    key,
    problem: `policy.exemptions[${twin}] exempts ${scope} of ${control} already.`,
    remedy: "Leave one of them.",
  });
}

function isPlanned(policy: Policy, control: string): boolean {
  const planned = plannedAssignments({ ...policy, remediation: policy.remediation.enabled }, []);
  return planned.some(({ row }) => row.control === control);
}

const isGroup = (scope: string): boolean => /^\/providers\//i.test(scope);

function requireAssigned(control: string, file: string, key: string): void {
  if (assignedControls.includes(control)) return;
  throw new UserError({
    file,
    key,
    problem: `No definition of Azure Policy is assigned for '${control}'.`,
    remedy: oneOf(suggest(control, assignedControls), "docs/controls.md names those that have one."),
  });
}

function oneOf(names: readonly string[], otherwise: string): string {
  return names.length === 0 ? otherwise : `Did you mean ${names.map((name) => `'${name}'`).join(" or ")}?`;
}
