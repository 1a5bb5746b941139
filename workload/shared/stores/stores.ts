import { EnvironmentError, type Environment } from "../config/numbers.ts";
import type { ValuesOf } from "../config/table.ts";
import type {
  CatalogDatabase,
  EventReceiver,
  EventSender,
  HealthBlob,
  LogQueries,
  PoisonTable,
} from "./types.ts";

/** The stores behind the services: those of Azure, or stand-ins on one machine. */
export interface Stores {
  database(values: Pick<ValuesOf<"catalog-api">, "cosmosEndpoint" | "cosmosDatabase">): CatalogDatabase;
  sender(values: Pick<ValuesOf<"catalog-api">, "eventHubsNamespace" | "eventHubName">): EventSender;
  receiver(values: ValuesOf<"background-worker">): EventReceiver;
  poisonTable(values: Pick<ValuesOf<"background-worker">, "storageAccount" | "poisonTable">): PoisonTable;
  healthBlob(
    values: Pick<ValuesOf<"health-service">, "storageAccount" | "healthContainer" | "healthBlob">,
  ): HealthBlob;
  logs(values: Pick<ValuesOf<"health-service">, "logAnalyticsWorkspace">): LogQueries;
}

/**
 * The stores that STORES names; "azure" unless it says otherwise. The stand-ins are loaded only when they are asked for, and images do
 * not contain them.
 *
 * @throws EnvironmentError for anything but "azure" and "local", and for "local" where the stand-ins are not there.
 */
export async function chooseStores(env: Environment): Promise<Stores> {
  const kind = env["STORES"] ?? "azure";
  switch (kind) {
    case "azure":
      return (await import("./azure/stores.ts")).azureStores(env);
    case "local":
      return (await localStores()).localStores(env);
    default:
      throw new EnvironmentError("STORES", kind, 'Set "azure", or "local" on a machine of your own.');
  }
}

async function localStores(): Promise<{ localStores: (env: Environment) => Stores }> {
  try {
    return await import("./local/stores.ts");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_MODULE_NOT_FOUND") throw error;
    throw new EnvironmentError(
      "STORES",
      "local",
      'The stand-ins are not part of an image. Leave it out, for "azure".',
    );
  }
}
