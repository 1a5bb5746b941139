import { blobContainer, blobService } from "./blobService.ts";
import { blob, staticWebsite } from "./dataPlane.ts";
import { managementPolicy } from "./managementPolicy.ts";
import { storageAccount } from "./storageAccount.ts";
import { table } from "./table.ts";

export const definitions = [
  storageAccount,
  blobService,
  managementPolicy,
  blobContainer,
  table,
  blob,
  staticWebsite,
];
