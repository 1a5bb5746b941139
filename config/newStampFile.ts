import { addressCount, formatCidr, overlaps, parseCidr, type Cidr } from "../lib/cidr.ts";
import { addressSpaces } from "./networks.ts";
import { requireZonalRegion } from "./regions.ts";
import { stampConfigSchema } from "./schema/stamp.ts";
import { configNamespace, type StackFile } from "./stackFiles.ts";
import type { StackKind } from "./stackName.ts";
import { UserError } from "./userError.ts";

/** Where the first stamp's address space is taken from. */
const firstSpace = "10.10.0.0/20";

/** The ranges that may be used up one after another when the one in use is full. */
const growthRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** The line that tells editors which JSON Schema a stack file follows. */
export function schemaComment(kind: StackKind): string {
  return `# yaml-language-server: $schema=config/schemas/${kind}.json`;
}

/**
 * The text of the file of a new stamp. Its address space is as large as that of the latest stamp and lies
 * behind it.
 *
 * @param siblings all stack files, of every environment: networks of different environments may meet one day.
 * @param today the day on which its API key will be drawn.
 * @throws UserError for a location that cannot have a stamp, and when no private range is left.
 */
export function newStampFile(
  location: string,
  siblings: readonly StackFile[],
  today: Date = new Date(),
): string {
  const region = requireZonalRegion(location, {});
  const addressSpace = nextAddressSpace(siblings);
  return `${schemaComment("stamp")}
# ${region.displayName}
config:
  ${configNamespace}:location: ${location}
  ${configNamespace}:network:
    addressSpace: ${addressSpace}
  ${configNamespace}:vault:
    apiKeyRotatedOn: "${today.toISOString().slice(0, 10)}"
`;
}

/** Where the first operations network's address space is taken from: below the stamps, which grow upwards. */
const firstOpsSpace = "10.8.0.0/21";

/**
 * The text of the file of a new operations network. Only the first of an environment makes a place for Pulumi's state.
 *
 * @param siblings all stack files, of every environment.
 * @param environment undefined for the environment whose stacks carry no prefix.
 * @throws UserError for a location without zones, and when no private range is left.
 */
export function newOpsFile(
  location: string,
  siblings: readonly StackFile[],
  environment: string | undefined,
): string {
  const region = requireZonalRegion(location, {});
  const taken = [...addressSpaces(siblings).map(([, space]) => parseCidr(space)), ...clusterRanges(siblings)];
  const range = parseCidr(firstOpsSpace);
  const space = growthRanges
    .map(parseCidr)
    .map((home) =>
      firstFree(overlaps(home, range) ? range : { ...home, prefix: range.prefix }, home, (candidate) =>
        taken.every((other) => !overlaps(other, candidate)),
      ),
    )
    .find((candidate) => candidate !== undefined);
  if (space === undefined) {
    throw new UserError({
      problem: `No private /${range.prefix} is left beside the address spaces in use.`,
      remedy: "Write the file by hand.",
    });
  }
  const first = !siblings.some(({ stack }) => stack.kind === "ops" && stack.environment === environment);
  return `${schemaComment("ops")}
# ${region.displayName}
config:
  ${configNamespace}:location: ${location}
  ${configNamespace}:network:
    addressSpace: ${formatCidr(space)}
${first ? "" : `  ${configNamespace}:state:\n    backend: elsewhere\n`}`;
}

/**
 * The first free address space behind that of the latest stamp.
 *
 * @param siblings all stack files, of every environment.
 * @param size prefix length; that of the latest stamp when left out.
 * @throws UserError when no private range of that size is left.
 */
export function nextAddressSpace(siblings: readonly StackFile[], size?: number): string {
  const spaces = addressSpaces(siblings).map(([, space]) => parseCidr(space));
  const stamps = siblings.filter(({ stack }) => stack.kind === "stamp");
  const latest = addressSpaces(stamps)
    .map(([, space]) => parseCidr(space))
    .reduce<Cidr | undefined>(
      (last, space) => (last === undefined || space.address > last.address ? space : last),
      undefined,
    );
  const taken = [...spaces, ...clusterRanges(siblings)];
  const isFree = (range: Cidr): boolean =>
    stampConfigSchema.shape.network.safeParse({ addressSpace: formatCidr(range) }).success &&
    !taken.some((other) => overlaps(other, range));

  const start = atSize(latest ?? parseCidr(firstSpace), size);
  for (const range of [formatCidr(start), ...growthRanges].map(parseCidr)) {
    const from = range.address === start.address ? start : { address: range.address, prefix: start.prefix };
    const home = growthRanges.map(parseCidr).find((growth) => overlaps(growth, from));
    const free = home === undefined ? undefined : firstFree(from, home, isFree);
    if (free !== undefined) return formatCidr(free);
  }
  throw new UserError({
    problem: `No private /${start.prefix} is left beside the address spaces in use.`,
    remedy: "Write the file by hand, with a smaller network.addressSpace.",
  });
}

/** A range of another size that begins where that one does, or at the boundary before it. */
function atSize(range: Cidr, prefix = range.prefix): Cidr {
  return { address: range.address - (range.address % 2 ** (32 - prefix)), prefix };
}

/** The first free range of the size of `from`, at or behind it, within `home`. */
function firstFree(from: Cidr, home: Cidr, isFree: (range: Cidr) => boolean): Cidr | undefined {
  const end = home.address + addressCount(home);
  for (let address = from.address; address + addressCount(from) <= end; address += addressCount(from)) {
    const range = { address, prefix: from.prefix };
    if (isFree(range)) return range;
  }
  return undefined;
}

/** Pod and service ranges in use, those that a new stamp has by default included. */
function clusterRanges(siblings: readonly StackFile[]): Cidr[] {
  const clusters: unknown[] = [{}, ...siblings.map(({ values }) => values["cluster"] ?? {})];
  return clusters.flatMap((cluster) => {
    const parsed = stampConfigSchema.shape.cluster.safeParse(cluster);
    return parsed.success ? [parseCidr(parsed.data.podCidr), parseCidr(parsed.data.serviceCidr)] : [];
  });
}
