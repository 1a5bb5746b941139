import { images } from "../lib/images/catalogue.ts";
import { lockedDigests } from "../lib/images/digests.ts";
import { unlocked, workloadDigest, workloadRepository, type Digests } from "../lib/images/lock.ts";
import { neededBy } from "../lib/images/needs.ts";
import type { ComponentId } from "../lib/workload/components.ts";
import type { StampConfig } from "./schema/stamp.ts";
import { UserError } from "./userError.ts";

/**
 * Checks, where the configuration asks for it, that every image is named by a digest: a tag is whatever the registry calls so
 * at the time.
 *
 * @param file the stamp's file.
 * @param digests what the lock has recorded.
 * @throws UserError for the first image without one.
 */
export function checkDigests(config: StampConfig, file: string, digests: Digests = lockedDigests): void {
  const { requireDigests, components } = config.workload;
  if (!requireDigests) return;
  for (const id of Object.keys(components) as ComponentId[]) {
    const { canary } = components[id];
    const recorded = (tag: string | undefined): string =>
      `lib/images/images.lock.json has none of ${workloadRepository(id)}:${tag ?? ""}`;
    const remedy =
      "Record what the pipeline pushed (`npx bulkhead images --lock digests.txt`), or write the digest here.";
    if (workloadDigest(id, components[id], digests) === "") {
      throw new UserError({
        file,
        key: `workload.components.${id}.digest`,
        problem: `workload.requireDigests is set, the image has no digest, and ${recorded(components[id].tag)}.`,
        remedy,
      });
    }
    if (canary.weight > 0 && workloadDigest(id, canary, digests) === "") {
      throw new UserError({
        file,
        key: `workload.components.${id}.canary.digest`,
        problem: `workload.requireDigests is set, the image of the canary has no digest, and ${recorded(canary.tag)}.`,
        remedy,
      });
    }
  }
  const [missing] = unlocked(neededBy(images, imageNeeds(config)), digests);
  if (missing === undefined) return;
  throw new UserError({
    file,
    key: "workload.requireDigests",
    problem: `lib/images/images.lock.json has no digest of ${missing.repository}:${missing.tag}.`,
    remedy:
      "Mirror the images (`npx bulkhead images --script REGISTRY`), then write the lock with `npx bulkhead images --lock digests.txt`.",
  });
}

/** What decides which images of others a stamp runs. */
export function imageNeeds(config: Pick<StampConfig, "cluster" | "certificate" | "gateway">): {
  secretsStore: boolean;
  certManager: boolean;
  workloadBuild: boolean;
} {
  return {
    secretsStore: !config.cluster.features.secretsStoreAddOn,
    certManager: config.certificate.issuer === "acme" && config.gateway.protocol === "https",
    // A stamp runs what was built, not what it was built with.
    workloadBuild: false,
  };
}
