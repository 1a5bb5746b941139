/** Versions of the tools a rehearsal runs, and how versions are read and compared. */

/** The versions that are downloaded or built, and the oldest that is accepted when found on PATH. */
export interface VersionPin {
  /** Downloaded or built when PATH has nothing suitable. `gomod/<tool>/go.mod` names the same one. */
  readonly version: string;
  /** Oldest accepted on PATH. The major version must be the same as that of `version`. */
  readonly minimum: string;
}

/**
 * The oldest engine accepted is the one every test here runs with. A rehearsal needs an engine that takes
 * programs of SDK 3.270, attaches providers by PULUMI_DEBUG_PROVIDERS, starts policy packs and plugins given by
 * path through the language host (RunPlugin), and hands them their program directory; older releases have some
 * of these, and none of them is tested.
 */
export const pulumiPin: VersionPin = { version: "3.250.0", minimum: "3.250.0" };

/** 3.6.0 brought `helm template --kube-version` (github.com/helm/helm/pull/9040); nothing newer is used. */
export const helmPin: VersionPin = { version: "3.22.0", minimum: "3.6.0" };

/** The parts of a semantic version; build metadata (`+…`) says nothing about order and is left out. */
export interface Version {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** What follows the hyphen, such as `alpha.1`; empty for a release. */
  readonly prerelease: string;
}

const pattern = /(?:^|[^\w.])v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?/;

/** Finds the first semantic version in what a tool printed; undefined when there is none. */
export function parseVersion(text: string): Version | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [, major, minor, patch, prerelease] = match;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), prerelease: prerelease ?? "" };
}

/** The version in the form `3.250.0` or `3.250.0-alpha.1`. */
export function formatVersion(version: Version): string {
  const core = `${version.major}.${version.minor}.${version.patch}`;
  return version.prerelease ? `${core}-${version.prerelease}` : core;
}

/**
 * Negative when `a` is older than `b`, 0 when they are equal, positive when it is newer. A prerelease is older
 * than its release; two prereleases of one release are compared as text, which is enough for a minimum.
 */
export function compareVersions(a: Version, b: Version): number {
  const byNumber = a.major - b.major || a.minor - b.minor || a.patch - b.patch;
  if (byNumber !== 0 || a.prerelease === b.prerelease) return byNumber;
  if (!a.prerelease) return 1;
  if (!b.prerelease) return -1;
  return a.prerelease < b.prerelease ? -1 : 1;
}

/** The sentence why a tool that printed `text` as its version cannot be used, or undefined when it can. */
export function refuseVersion(text: string, pin: VersionPin): string | undefined {
  const found = parseVersion(text);
  const minimum = parseVersion(pin.minimum);
  if (!minimum) throw new RangeError(`The minimum version '${pin.minimum}' is not a version.`);
  if (!found) return `it does not tell its version (it printed '${text.trim().slice(0, 80)}')`;
  if (found.major !== minimum.major)
    return `it is version ${formatVersion(found)}, and ${minimum.major}.x is needed`;
  if (compareVersions(found, minimum) < 0) {
    return `it is version ${formatVersion(found)}, and ${pin.minimum} or newer is needed`;
  }
  return undefined;
}
