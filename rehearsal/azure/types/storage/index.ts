import { blobContainer, blobService } from "./blobService.ts";
import { blob, staticWebsite } from "./dataPlane.ts";
import { storageAccount } from "./storageAccount.ts";

export const definitions = [storageAccount, blobService, blobContainer, blob, staticWebsite];
