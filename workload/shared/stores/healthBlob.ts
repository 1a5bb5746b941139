import type { BlobClient } from "@azure/storage-blob";
import { Unavailable } from "../errors.ts";
import type { HealthBlob } from "./types.ts";

/** The object whose deletion takes the stamp out of rotation, in a storage account or in its emulator. */
export function healthBlobOf(blob: BlobClient): HealthBlob {
  return {
    exists: async (signal) => {
      try {
        return await blob.exists({ abortSignal: signal });
      } catch (error) {
        throw new Unavailable("the health blob", error);
      }
    },
  };
}
