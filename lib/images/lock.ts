import type { ComponentId } from "../workload/components.ts";
import { workloadComponents } from "../workload/components.ts";
import type { MirroredImage } from "./catalogue.ts";

/** Digests by `repository:tag`. */
export type Digests = Readonly<Record<string, string>>;

const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** An image as charts take it: the digest is empty where none is known. */
export interface ImageValue {
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
}

/** How an image is named in the platform's registry, with the digest where the lock knows one. */
export function lockedImage(image: Pick<MirroredImage, "repository" | "tag">, digests: Digests): ImageValue {
  const { repository, tag } = image;
  return { repository, tag, digest: digests[`${repository}:${tag}`] ?? "" };
}

/** The digests without those of tags that move: what such a tag names by now is then fetched anew. */
export function withoutMoving(images: readonly MirroredImage[], digests: Digests): Digests {
  const moving = new Set(
    images.filter((image) => image.moving).map(({ repository, tag }) => `${repository}:${tag}`),
  );
  return Object.fromEntries(Object.entries(digests).filter(([reference]) => !moving.has(reference)));
}

/** The repository of a component's image in the platform's registry. */
export function workloadRepository(id: ComponentId): string {
  return `workload/${id}`;
}

/** The digest of a component's image: that of the configuration, else the one that was recorded when the tag was pushed; else empty. */
export function workloadDigest(
  id: ComponentId,
  image: { readonly tag?: string | undefined; readonly digest?: string | undefined },
  digests: Digests,
): string {
  return image.digest ?? digests[`${workloadRepository(id)}:${image.tag ?? ""}`] ?? "";
}

/** Whether a reference names an image of the workload, with whatever tag. */
function isOfWorkload(reference: string): boolean {
  const repository = reference.slice(0, reference.lastIndexOf(":"));
  return (Object.keys(workloadComponents) as ComponentId[]).some(
    (id) => workloadRepository(id) === repository,
  );
}

/** For charts that know no digest: both in the tag, which a container runtime takes as well. */
export function taggedImage(
  registry: string,
  image: Pick<MirroredImage, "repository" | "tag">,
  digests: Digests,
): { repository: string; tag: string } {
  const { repository, tag, digest } = lockedImage(image, digests);
  return { repository: `${registry}/${repository}`, tag: digest === "" ? tag : `${tag}@${digest}` };
}

/** Images without a digest in the lock: what runs of them is whatever the registry then calls by that tag. */
export function unlocked(images: readonly MirroredImage[], digests: Digests): MirroredImage[] {
  return images.filter((image) => lockedImage(image, digests).digest === "");
}

/**
 * Reads what a registry said of its images: one line each, `repository:tag digest`.
 *
 * @throws RangeError for a line of another form, and for an image that is neither in the catalogue nor the workload's.
 */
export function readDigests(text: string, images: readonly MirroredImage[]): Digests {
  const known = new Set(images.map(({ repository, tag }) => `${repository}:${tag}`));
  const entries = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line): [string, string] => {
      const [reference = "", digest = "", ...rest] = line.split(/\s+/);
      if (!digestPattern.test(digest) || rest.length > 0)
        throw new RangeError(
          `'${line}' is not a reference and its digest, such as library/traefik:v3 sha256:….`,
        );
      if (!known.has(reference) && !isOfWorkload(reference))
        throw new RangeError(`'${reference}' is not in the list of images.`);
      return [reference, digest];
    });
  return Object.fromEntries(entries.sort(([a], [b]) => a.localeCompare(b)));
}

/**
 * What the lock holds after digests were read: those, and of the former what they say nothing about. An image that has left the
 * catalogue is forgotten; tags of the workload stay, for stamps that still run them.
 */
export function mergeDigests(former: Digests, read: Digests, images: readonly MirroredImage[]): Digests {
  const known = new Set(images.map(({ repository, tag }) => `${repository}:${tag}`));
  const kept = Object.entries(former).filter(
    ([reference]) => known.has(reference) || isOfWorkload(reference),
  );
  return Object.fromEntries(
    Object.entries({ ...Object.fromEntries(kept), ...read }).sort(([a], [b]) => a.localeCompare(b)),
  );
}
