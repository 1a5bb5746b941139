/** The data plane of storage accounts, as it is seen from inside the network: no keys, no public endpoint, Entra sign-in. */
import { z } from "zod";
import type { AzureView, Effects } from "./model.ts";
import { blobProperties, enableWebsite, hasWebsite, putBlob } from "./types/storage/website.ts";

const blob = { accountId: z.string(), container: z.string(), name: z.string() };

/** What a client can ask of an account. */
export const storageOrderSchema = z.discriminatedUnion("order", [
  z.object({ order: z.literal("hasWebsite"), accountId: z.string() }),
  z.object({
    order: z.literal("enableWebsite"),
    accountId: z.string(),
    index: z.string(),
    error404: z.string(),
  }),
  z.object({ order: z.literal("blobProperties"), ...blob }),
  z.object({
    order: z.literal("putBlob"),
    ...blob,
    contentType: z.string(),
    cacheControl: z.string(),
    contentMd5: z.string(),
  }),
]);

export type StorageOrder = z.infer<typeof storageOrderSchema>;

/** Carries an order out. Throws an ArmError where Azure would refuse. */
export function storageOrder(azure: AzureView, effects: Effects, order: StorageOrder): unknown {
  switch (order.order) {
    case "hasWebsite":
      return hasWebsite(azure, order.accountId);
    case "enableWebsite":
      return enableWebsite(azure, effects, order.accountId, order);
    case "blobProperties":
      return blobProperties(azure, order.accountId, order) ?? null;
    case "putBlob":
      return putBlob(azure, effects, order.accountId, order, order);
  }
}
