/** A region of the Cosmos DB account. The first of a list is the hub, which settles conflicts. */
export interface CosmosLocation {
  readonly location: string;
  readonly zoneRedundant: boolean;
}

/** The account as the last deployment left it. */
export interface DeployedCosmos {
  /** In the order of failover priority. */
  readonly locations: readonly CosmosLocation[];
  /** Fingerprint of every other property; see cosmosFingerprint. */
  readonly settings: string;
}

/** What one deployment does to the regions of the account. */
export interface LocationPlan {
  /** In the order of failover priority. */
  readonly locations: readonly CosmosLocation[];
  /** What is left for the next deployment, as a sentence; undefined when nothing is. */
  readonly waiting: string | undefined;
}

/** Regions whose zone redundancy was changed, which Azure takes only from a region that is added. */
export function changedZones(
  deployed: DeployedCosmos | undefined,
  wanted: readonly CosmosLocation[],
): readonly CosmosLocation[] {
  return wanted.filter((now) =>
    deployed?.locations.some(
      (old) => old.location === now.location && old.zoneRedundant !== now.zoneRedundant,
    ),
  );
}

/**
 * Divides a change of the account into requests that Azure accepts, of which one deployment makes one: regions are added
 * or removed apart from every other property (MicrosoftDocs/azure-databases-docs, manage-with-terraform.md, ms.date
 * 2025-07-11), and the hub has to hand over its priority before it goes. Regions that stay keep their order, so that a new
 * one never changes the failover priority of the others.
 *
 * @param deployed undefined before the first deployment.
 * @param wanted every region the configuration asks for, the hub of a first deployment first.
 * @param settings fingerprint of every property but the regions.
 */
export function planLocations(
  deployed: DeployedCosmos | undefined,
  wanted: readonly CosmosLocation[],
  settings: string,
): LocationPlan {
  if (deployed === undefined || deployed.locations.length === 0)
    return { locations: wanted, waiting: undefined };
  const isWanted = ({ location }: CosmosLocation): boolean =>
    wanted.some((other) => other.location === location);
  const kept = deployed.locations.filter(isWanted);
  const going = deployed.locations.filter((location) => !isWanted(location));
  const coming = wanted.filter(
    ({ location }) => !deployed.locations.some((other) => other.location === location),
  );
  if (going.length + coming.length === 0) return { locations: kept, waiting: undefined };

  const change = [describe("adding", coming), describe("removing", going)].filter((text) => text !== "");
  if (settings !== deployed.settings) {
    const waiting = `Azure changes the regions of a Cosmos DB account apart from everything else: ${change.join(" and ")} waits for the next deployment.`;
    return { locations: deployed.locations, waiting };
  }
  const [hub] = deployed.locations;
  if (hub !== undefined && !isWanted(hub) && kept.length > 0) {
    const waiting = `${hub.location} is the hub of the Cosmos DB account and hands over to ${kept[0]?.location} first: ${change.join(" and ")} waits for the next deployment.`;
    return { locations: [...kept, ...going], waiting };
  }
  if (coming.length > 0 && going.length > 0) {
    const waiting = `Cosmos DB regions come before others go: ${describe("removing", going)} waits for the next deployment.`;
    return { locations: [...deployed.locations, ...coming], waiting };
  }
  return { locations: [...kept, ...coming], waiting: undefined };
}

function describe(verb: string, locations: readonly CosmosLocation[]): string {
  return locations.length === 0 ? "" : `${verb} ${locations.map(({ location }) => location).join(", ")}`;
}
