import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Resource, Rule } from "../../model.ts";
import { textAt, textsAt } from "../../../../lib/properties.ts";

const scopeType = "Microsoft.Insights/privateLinkScopes";

/**
 * Private endpoints per target. Key Vault: azure-subscription-service-limits.md of 2026-08-04; private link scopes:
 * ampls-limitations.md of 2023-10-10.
 */
const mostPerTarget: Readonly<Record<string, number>> = { "Microsoft.KeyVault/vaults": 64, [scopeType]: 10 };

function targetIds(endpoint: Pick<Resource, "inputs">): string[] {
  return [
    ...textsAt(endpoint.inputs, "privateLinkServiceConnections[].privateLinkServiceId"),
    ...textsAt(endpoint.inputs, "manualPrivateLinkServiceConnections[].privateLinkServiceId"),
  ];
}

export const targetHasRoom: Rule = ({ azure, arm, id, inputs, name, operation }) => {
  if (operation === "update") return;
  for (const targetId of targetIds({ inputs })) {
    const target = azure.find(targetId);
    const most = mostPerTarget[target?.arm ?? ""];
    if (!target || most === undefined) continue;
    const others = azure
      .referring(target.id)
      .filter(
        (other) =>
          other.arm === arm &&
          idKey(other.id) !== idKey(id) &&
          targetIds(other).some((at) => idKey(at) === idKey(targetId)),
      );
    if (others.length < most) continue;
    throw new ArmError(
      "PrivateEndpointLimitReached",
      400,
      `'${target.name}' has ${others.length} private endpoints; ${most} are allowed and '${name}' would be one more.`,
    );
  }
};

/** ampls-limitations.md: a virtual network connects to one scope, for both would fill the same zones. */
export const networkHasOneScope: Rule = ({ azure, arm, id, inputs, name }) => {
  const isScope = (targetId: string) => azure.find(targetId)?.arm === scopeType;
  const mine = targetIds({ inputs }).find(isScope);
  if (mine === undefined) return;
  const network = (of: Resource["inputs"]) => idKey(parentId(textAt(of, "subnet.id") ?? ""));
  const other = azure
    .ofType(arm)
    .filter((endpoint) => idKey(endpoint.id) !== idKey(id) && network(endpoint.inputs) === network(inputs))
    .find((endpoint) =>
      targetIds(endpoint).some((targetId) => isScope(targetId) && idKey(targetId) !== idKey(mine)),
    );
  if (!other) return;
  throw new ArmError(
    "BadRequest",
    400,
    `The virtual network of private endpoint '${name}' is connected to another private link scope by '${other.name}'; it takes one.`,
  );
};

/** The members of a scope decide which addresses its endpoint needs (Azure/bicep-types-az issue 2122 of 2024-04-13). */
export const scopeIsNotBeingFilled: Rule = ({ azure, inputs, operation }) => {
  if (operation === "update") return;
  for (const targetId of targetIds({ inputs })) {
    const target = azure.find(targetId);
    if (target?.arm !== scopeType) continue;
    if (!azure.below(target.id).some((member) => member.state === "Creating" || member.state === "Deleting"))
      continue;
    throw new ArmError(
      "BadRequest",
      400,
      `Call to microsoft.insights/privateLinkScopes failed. Error message: Mismatching RequiredMembers in Request ('${target.name}' is being changed).`,
    );
  }
};
