/** What the id of a resource in a resource group says. */
export interface ParsedArmId {
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly name: string;
}

/**
 * Takes the id of a resource in a resource group apart.
 *
 * @throws RangeError for a text that is no such id.
 */
export function parseArmId(id: string): ParsedArmId {
  const match = /^\/subscriptions\/([^/]+)\/resourceGroups\/([^/]+)\/providers\/.+\/([^/]+)$/i.exec(id);
  const [, subscriptionId, resourceGroupName, name] = match ?? [];
  if (subscriptionId === undefined || resourceGroupName === undefined || name === undefined)
    throw new RangeError(`"${id}" is not the id of a resource in a resource group.`);
  return { subscriptionId, resourceGroupName, name };
}
