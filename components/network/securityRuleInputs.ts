import type { ApplicationSecurityGroup } from "@pulumi/azure-native/network/applicationSecurityGroup.js";
import type * as inputs from "@pulumi/azure-native/types/input.js";
import type { ApplicationSecurityGroupRole, SecurityRule } from "../../lib/nsg/types.ts";
import { mutable } from "../mutable.ts";

/** The groups that security rules can name. */
export type ApplicationSecurityGroups = Readonly<
  Record<ApplicationSecurityGroupRole, ApplicationSecurityGroup>
>;

/**
 * A rule in azure-native's terms, with the ids of the groups it names.
 *
 * @throws RangeError for a rule that names a group where there are none.
 */
export function securityRuleInputs(
  rule: SecurityRule,
  groups: ApplicationSecurityGroups | undefined,
): inputs.network.SecurityRuleArgs {
  const {
    sourceApplicationSecurityGroup: source,
    destinationApplicationSecurityGroup: destination,
    ...plain
  } = rule;
  const members = (role: keyof ApplicationSecurityGroups) => {
    if (groups === undefined)
      throw new RangeError(`Rule ${rule.name} names the group ${role}, and there is none.`);
    return [{ id: groups[role].id }];
  };
  return {
    ...mutable(plain),
    ...(source === undefined ? {} : { sourceApplicationSecurityGroups: members(source) }),
    ...(destination === undefined ? {} : { destinationApplicationSecurityGroups: members(destination) }),
  };
}
