/** The data plane of a storage account in the local Azure. */
import { z } from "zod";
import type { StorageOrder } from "../../rehearsal/azure/storageOrders.ts";
import type { ContentClient } from "./publish.ts";
import type { StorageAccountRef } from "./targets.ts";

/** Carries an order out: over HTTP where the local Azure is a process of its own, else on the spot. */
export type OrderSender = (order: StorageOrder) => Promise<unknown>;

const stateSchema = z.object({ contentMd5: z.string(), contentType: z.string(), cacheControl: z.string() });

export function localClient(account: StorageAccountRef, send: OrderSender): ContentClient {
  const accountId = account.id;
  const websiteIsOn = async () => (await send({ order: "hasWebsite", accountId })) === true;
  return {
    websiteIsOn,
    async enableWebsite({ index, error404 }) {
      if (await websiteIsOn()) return false;
      await send({ order: "enableWebsite", accountId, index, error404 });
      return true;
    },
    async stateOf({ container, name }) {
      const state = stateSchema.safeParse(
        await send({ order: "blobProperties", accountId, container, name }),
      );
      return state.success ? state.data : undefined;
    },
    async put({ container, name, contentType, cacheControl, contentMd5 }) {
      await send({ order: "putBlob", accountId, container, name, contentType, cacheControl, contentMd5 });
    },
  };
}
