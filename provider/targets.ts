/** The resource whose private endpoint connections are looked after. */
export interface Target {
  /** Its ARM id, without a slash at the end. */
  readonly id: string;
  /** Its ARM type, spelt as in {@link apiVersions}. */
  readonly type: string;
  /** The api-version for its privateEndpointConnections. */
  readonly apiVersion: string;
}

/**
 * ARM type to the api-version of its privateEndpointConnections. The versions are those that azure-native 3.28.0 uses for the
 * types themselves, and both are published in Azure/bicep-types-az 1f896de2db96 of 2026-08-20. A new kind of Front Door
 * origin needs one row here.
 */
export const apiVersions: Readonly<Record<string, string>> = {
  "Microsoft.Network/privateLinkServices": "2024-05-01",
  "Microsoft.Storage/storageAccounts": "2024-01-01",
};

const idPattern = /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/([^/]+\/[^/]+)\/[^/]+$/i;

/** Reads a target from its ARM id. Throws a RangeError with a sentence when the id or its type will not do. */
export function parseTarget(id: string): Target {
  const armType = idPattern.exec(id)?.[1];
  if (armType === undefined) {
    throw new RangeError(
      `'${id}' is not the id of a resource: expected ` +
        "/subscriptions/…/resourceGroups/…/providers/<namespace>/<type>/<name>.",
    );
  }
  const type = Object.keys(apiVersions).find((known) => known.toLowerCase() === armType.toLowerCase());
  const apiVersion = type === undefined ? undefined : apiVersions[type];
  if (type === undefined || apiVersion === undefined) {
    throw new RangeError(
      `connections of ${armType} cannot be approved, only those of ${Object.keys(apiVersions).join(" and ")}.`,
    );
  }
  return { id, type, apiVersion };
}

/** The list of the target's connections, as an ARM id. */
export function connectionsOf(target: Target): string {
  return `${target.id}/privateEndpointConnections`;
}

/** ARM ids do not distinguish case. */
export function sameId(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one.toLowerCase() === other.toLowerCase();
}
