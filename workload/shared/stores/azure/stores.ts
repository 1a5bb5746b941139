import { TableClient } from "@azure/data-tables";
import { ContainerClient } from "@azure/storage-blob";
import type { Environment } from "../../config/numbers.ts";
import { credentialOf } from "../../credential.ts";
import { healthBlobOf } from "../healthBlob.ts";
import { poisonTableOf } from "../poisonTable.ts";
import type { Stores } from "../stores.ts";
import { openCosmos } from "./database.ts";
import { openLogs } from "./logs.ts";
import { openReceiver, openSender } from "./queue.ts";

/** Azure's own stores, all of them by the pod's identity. */
export function azureStores(env: Environment): Stores {
  const credential = credentialOf(env);
  const container = (account: string, name: string): ContainerClient =>
    new ContainerClient(`https://${account}.blob.core.windows.net/${name}`, credential);
  return {
    database: (values) => openCosmos(values, credential, env),
    sender: (values) => openSender(values, credential),
    receiver: (values) =>
      openReceiver(values, container(values.storageAccount, values.checkpointContainer), credential),
    poisonTable: ({ storageAccount, poisonTable }) =>
      poisonTableOf(
        new TableClient(`https://${storageAccount}.table.core.windows.net`, poisonTable, credential),
      ),
    healthBlob: ({ storageAccount, healthContainer, healthBlob }) =>
      healthBlobOf(container(storageAccount, healthContainer).getBlobClient(healthBlob)),
    logs: ({ logAnalyticsWorkspace }) => openLogs(logAnalyticsWorkspace, credential, env),
  };
}
