import * as pulumi from "@pulumi/pulumi";
import { CosmosDatabase } from "../../components/data/cosmosDatabase.ts";
import { stackFileName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import type { GlobalContract } from "../../contracts/global.ts";
import { cosmosAccountSettings, cosmosFingerprint } from "../../lib/cosmosAccount.ts";
import { changedZones, planLocations } from "../../lib/cosmosLocations.ts";
import type { LastGlobal } from "../lostRegions.ts";
import type { Promised } from "../promised.ts";
import type { GlobalScope } from "./scope.ts";

/** The database, and what of a change has to wait. */
export interface CosmosPart {
  readonly database: CosmosDatabase;
  readonly deployed: GlobalContract["cosmos"]["deployed"];
  readonly waiting: string | undefined;
}

/**
 * The database in every stamp's region. A change that Azure takes in several requests only is made one request at a time,
 * one for each deployment; what waits is said as a warning and stands in the contract.
 *
 * @throws UserError when the zone redundancy of a region that is there was changed.
 */
export function cosmosPart(scope: GlobalScope, last: LastGlobal | undefined): CosmosPart {
  const { config, context, home, shared, zonal } = scope;
  const wanted = context.stampRegions.map((location) => ({
    location,
    zoneRedundant: config.cosmos.zoneRedundant[location] ?? zonal(location),
  }));
  const [changed] = changedZones(last?.cosmos, wanted);
  if (changed !== undefined) {
    throw new UserError({
      file: stackFileName(context.stack.text),
      key: `cosmos.zoneRedundant.${changed.location}`,
      problem: `Cosmos DB is ${changed.zoneRedundant ? "not " : ""}zone redundant in ${changed.location}, which Azure decides when it adds a region.`,
      remedy: `Write ${String(!changed.zoneRedundant)}, or retire ${changed.location} and add it again.`,
    });
  }

  const settings = cosmosAccountSettings(config.cosmos.backup, shared.tags);
  const fingerprint = cosmosFingerprint(settings);
  const { locations, waiting } = planLocations(last?.cosmos, wanted, fingerprint);
  if (waiting !== undefined) void pulumi.log.warn(`${waiting} Run it again.`);

  const database = new CosmosDatabase("cosmos", {
    ...shared,
    accountName: config.cosmos.accountName,
    location: home.location,
    locations,
    settings,
    databaseName: config.cosmos.databaseName,
    maxThroughput: config.cosmos.maxThroughput,
  });
  return { database, deployed: { locations: [...locations], settings: fingerprint }, waiting };
}

/** What other stacks are told about it. */
export function cosmosContract(
  { config, shared }: GlobalScope,
  { database, deployed, waiting }: CosmosPart,
): Promised<GlobalContract["cosmos"]> {
  return {
    id: database.accountId,
    name: database.accountName,
    endpoint: database.endpoint,
    databaseName: config.cosmos.databaseName,
    resourceGroupName: shared.resourceGroupName,
    regions: deployed.locations.map(({ location }) => location),
    deployed,
    ...(waiting === undefined ? {} : { waiting }),
  };
}
