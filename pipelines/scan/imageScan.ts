/** Decides which images may be mirrored. Pure but for the tools that are handed in. */

/** An image as `bulkhead images --json` lists it. */
export interface ListedImage {
  /** `docker.io/library/traefik:v3.7.13` */
  readonly source: string;
  /** `library/traefik:v3.7.13` in our registry. */
  readonly target: string;
  /** What the lock has recorded, or null. */
  readonly digest: string | null;
}

/** What asks registries and looks into images. */
export interface ImageTools {
  /** Digest that a registry now gives for a reference. */
  digest(reference: string): Promise<string>;
  /** Findings in the image of that digest, one line each; throws when it could not be looked at. */
  findings(reference: string): Promise<readonly string[]>;
  report(line: string): void;
}

/** What came of a scan. */
export interface ImageScan {
  /** `target digest`, as `bulkhead images --lock` reads it. */
  readonly clean: readonly string[];
  readonly refused: readonly { readonly target: string; readonly reasons: readonly string[] }[];
}

const digestPattern = /^sha256:[0-9a-f]{64}$/;

/** The reference without its tag, and with a digest instead. */
export function byDigest(source: string, digest: string): string {
  return `${source.replace(/:[^:/]+$/, "")}@${digest}`;
}

/**
 * Scans every image by its digest, so that what was looked at is what is mirrored afterwards. What the lock has recorded stays what it
 * is: a publisher who moves a tag changes nothing here until somebody removes the line from the lock.
 */
export async function scanImages(images: readonly ListedImage[], tools: ImageTools): Promise<ImageScan> {
  const clean: string[] = [];
  const refused: { target: string; reasons: readonly string[] }[] = [];
  for (const { source, target, digest: recorded } of images) {
    tools.report(`${target}: scanning`);
    try {
      const digest = recorded ?? (await tools.digest(source));
      if (!digestPattern.test(digest)) throw new Error(`'${digest}' is no digest`);
      const reasons = await tools.findings(byDigest(source, digest));
      if (reasons.length > 0) refused.push({ target, reasons });
      else clean.push(`${target} ${digest}`);
    } catch (error) {
      // What could not be looked at is not clean.
      refused.push({ target, reasons: [error instanceof Error ? error.message : String(error)] });
    }
  }
  return { clean, refused };
}
