import { images } from "../lib/images/catalogue.ts";
import { lockedDigests } from "../lib/images/digests.ts";
import { unlocked } from "../lib/images/lock.ts";
import { neededBy } from "../lib/images/needs.ts";
import type { ComponentId } from "../lib/workload/components.ts";
import type { StampConfig } from "./schema/stamp.ts";
import { UserError } from "./userError.ts";

/**
 * Checks, where the configuration asks for it, that every image is named by a digest: a tag is whatever the registry calls so
 * at the time.
 *
 * @param file the stamp's file.
 * @throws UserError for the first image without one.
 */
export function checkDigests(config: StampConfig, file: string): void {
  const { requireDigests, components } = config.workload;
  if (!requireDigests) return;
  for (const id of Object.keys(components) as ComponentId[]) {
    const { digest, canary } = components[id];
    if (digest === undefined) {
      throw new UserError({
        file,
        key: `workload.components.${id}.digest`,
        problem: "workload.requireDigests is set, and the image has no digest.",
        remedy:
          "Let the release pipeline write the digest of what it pushed, or set workload.requireDigests to false.",
      });
    }
    if (canary.weight > 0 && canary.digest === undefined) {
      throw new UserError({
        file,
        key: `workload.components.${id}.canary.digest`,
        problem: "workload.requireDigests is set, and the image of the canary has no digest.",
        remedy: "Add the digest.",
      });
    }
  }
  const [missing] = unlocked(neededBy(images, imageNeeds(config)), lockedDigests);
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
} {
  return {
    secretsStore: !config.cluster.features.secretsStoreAddOn,
    certManager: config.certificate.issuer === "acme" && config.gateway.protocol === "https",
  };
}
