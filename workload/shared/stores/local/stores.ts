import { randomUUID } from "node:crypto";
import { BlobCheckpointStore } from "@azure/eventhubs-checkpointstore-blob";
import { EnvironmentError, numberOf, type Environment } from "../../config/numbers.ts";
import { healthBlobOf } from "../healthBlob.ts";
import { poisonTableOf } from "../poisonTable.ts";
import type { Stores } from "../stores.ts";
import { emulatedContainer, emulatedTable } from "./azurite.ts";
import { LocalDatabase } from "./database.ts";
import { LocalReceiver, LocalSender } from "./queue.ts";

/**
 * Stand-ins on one machine. Blobs and tables are Azurite's, reached by the same clients as Azure's. Cosmos DB and Event Hubs, which have
 * no emulator that npm could install, are one SQLite file that all processes open.
 */
export function localStores(env: Environment): Stores {
  const path = env["LOCAL_STORE_FILE"];
  if (path === undefined || path === "")
    throw new EnvironmentError(
      "LOCAL_STORE_FILE",
      "",
      "Set the path of a file, which is made where there is none.",
    );
  return {
    database: () => new LocalDatabase(path),
    sender: () => new LocalSender(path),
    receiver: ({ eventHubsNamespace, eventHubName, consumerGroup, checkpointContainer }) =>
      new LocalReceiver({
        path,
        checkpoints: new BlobCheckpointStore(emulatedContainer(env, checkpointContainer)),
        group: { fullyQualifiedNamespace: eventHubsNamespace, eventHubName, consumerGroup },
        ownerId: randomUUID(),
        // Blobs know their age to the second.
        claimMilliseconds: numberOf(env, "LOCAL_CLAIM_SECONDS", 3, 2) * 1000,
        batchSize: numberOf(env, "LOCAL_BATCH_SIZE", 20, 1),
      }),
    poisonTable: ({ poisonTable }) => poisonTableOf(emulatedTable(env, poisonTable)),
    healthBlob: ({ healthContainer, healthBlob }) =>
      healthBlobOf(emulatedContainer(env, healthContainer).getBlobClient(healthBlob)),
    // There is no workspace on one machine, and nothing that would be ill.
    logs: () => ({ healthScore: async () => ({ score: 1, color: "green" }) }),
  };
}
