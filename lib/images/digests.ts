import lock from "./images.lock.json" with { type: "json" };
import type { Digests } from "./lock.ts";

/** The digests that were recorded when the images were last mirrored. */
export const lockedDigests: Digests = lock.digests;
