import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { AzureView, Rule } from "../../model.ts";
import { textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/** Members of one group must all be in one network; the first decides which (application-security-groups.md). */
export function membersShareANetwork(groupsPath: string, subnetPath: string): Rule {
  return ({ azure, id, inputs, name }) => {
    const network = networkOf(inputs, subnetPath);
    if (network === undefined) return;
    for (const groupId of textsAt(inputs, groupsPath)) {
      const stranger = azure
        .referring(groupId)
        .filter((member) => idKey(member.id) !== idKey(id))
        .find((member) => memberNetworks(azure, member.inputs).some((other) => other !== network));
      if (stranger === undefined) continue;
      throw new ArmError(
        "ApplicationSecurityGroupsNotInSameVnet",
        400,
        `'${name}' cannot join application security group '${groupId}': '${stranger.id}' is in it, in another virtual network.`,
      );
    }
  };
}

function networkOf(inputs: Properties, subnetPath: string): string | undefined {
  const subnetId = textAt(inputs, subnetPath);
  return subnetId === undefined ? undefined : idKey(parentId(subnetId));
}

/** Networks of what a group's member has its interfaces in; security groups that name the group have none. */
function memberNetworks(azure: AzureView, inputs: Properties): string[] {
  return [
    ...textsAt(inputs, "subnet.id"),
    ...textsAt(inputs, "vnetSubnetID"),
    ...textsAt(inputs, "agentPoolProfiles[].vnetSubnetID"),
  ]
    .filter((subnetId) => azure.find(subnetId) !== undefined)
    .map((subnetId) => idKey(parentId(subnetId)));
}

export const applicationSecurityGroup = define("azure-native:network:ApplicationSecurityGroup", {
  location: "regional",
  inUse: { code: "InUseApplicationSecurityGroupCannotBeDeleted" },
  outputs: ({ id, azure }) => ({ id, resourceGuid: azure.guid(`${id}/resourceGuid`) }),
});
