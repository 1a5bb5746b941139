import * as pulumi from "@pulumi/pulumi";
import { PolicyAssignments } from "../../components/governance/policyAssignments.ts";
import { stackFileName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { plannedAssignments } from "../../lib/policy/assignments.ts";
import type { GlobalScope } from "./scope.ts";

/** What the controls hold in Pulumi, held in Azure as well. */
export function policyPart({ config, context, home, regions, shared, subscriptionId }: GlobalScope): void {
  const { policy } = config;
  if (!policy.enabled) return;
  const subscription = `/subscriptions/${subscriptionId}`;
  const { managementGroup, remediation, exemptions } = policy;
  if (managementGroup === undefined)
    exemptions.forEach(({ scope }, index) => refuseOutside(scope, subscription, index, context.stack.text));
  const today = new Date().toISOString().slice(0, 10);
  for (const { control, scope, expiresOn } of exemptions.filter((entry) => entry.expiresOn < today)) {
    const text = `The exemption of ${scope} from ${control} expired on ${expiresOn}: comply, or decide again and set a later day.`;
    void pulumi.log.warn(text);
  }

  const locations = [...new Set([home.location, ...regions, ...policy.allowedLocations])].sort();
  new PolicyAssignments("policy", {
    ...shared,
    stack: context.stack.text,
    scope:
      managementGroup === undefined
        ? subscription
        : `/providers/Microsoft.Management/managementGroups/${managementGroup}`,
    atManagementGroup: managementGroup !== undefined,
    assignments: plannedAssignments({ ...policy, remediation: remediation.enabled }, locations),
    exemptions,
    remediationRun: remediation.tasks ? remediation.run : undefined,
    location: home.location,
  });
}

/** Azure takes exemptions at and below what a definition is assigned to; which subscription that is, only the program knows. */
function refuseOutside(scope: string, subscription: string, index: number, stack: string): void {
  if (`${scope.toLowerCase()}/`.startsWith(`${subscription.toLowerCase()}/`)) return;
  throw new UserError({
    file: stackFileName(stack),
    key: `policy.exemptions[${index}].scope`,
    problem: `${scope} is not in ${subscription}, to which the definitions are assigned.`,
    remedy: "Name something in it, or set policy.managementGroup to a group above both.",
  });
}
