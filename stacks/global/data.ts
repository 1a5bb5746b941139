import { ContainerRegistry } from "../../components/data/containerRegistry.ts";
import { CosmosDatabase } from "../../components/data/cosmosDatabase.ts";
import { GlobalStorage } from "../../components/data/globalStorage.ts";
import { storageSku } from "../../lib/storageSku.ts";
import type { GlobalScope } from "./scope.ts";

/** What is stored once for all regions. */
export interface DataPart {
  readonly cosmos: CosmosDatabase;
  readonly registry: ContainerRegistry;
  /** Regions of the registry, its home first. */
  readonly registryRegions: readonly string[];
  readonly storage: GlobalStorage;
}

export function dataPart({ config, context, home, shared, zonal }: GlobalScope): DataPart {
  const { stampRegions } = context;
  const cosmos = new CosmosDatabase("cosmos", {
    ...shared,
    regions: stampRegions.map((location) => ({
      location,
      zoneRedundant: config.cosmos.zoneRedundant[location] ?? zonal(location),
    })),
    databaseName: config.cosmos.databaseName,
    maxThroughput: config.cosmos.maxThroughput,
  });
  const registryRegion = (location: string) => ({
    location,
    zoneRedundant: config.registry.zoneRedundant && zonal(location),
  });
  const replicas = stampRegions.filter((location) => location !== home.location);
  const registry = new ContainerRegistry("registry", {
    ...shared,
    home: registryRegion(home.location),
    replicas: replicas.map(registryRegion),
  });
  const storage = new GlobalStorage("storage", {
    ...shared,
    location: home.location,
    sku: storageSku(home),
  });
  return { cosmos, registry, registryRegions: [home.location, ...replicas], storage };
}
