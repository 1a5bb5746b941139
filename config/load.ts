import { checkCluster } from "./clusterChecks.ts";
import { checkBootstrapCache } from "./clusterChecksIsolation.ts";
import type { StackContext } from "./context.ts";
import { readDefaults } from "./defaults.ts";
import { checkEgress } from "./egress.ts";
import { withStandIns } from "./encrypted.ts";
import { checkIngress } from "./ingress.ts";
import { attributed, mergeLayers, type Layer } from "./layers.ts";
import { checkAddressSpaces, checkNetworks } from "./networks.ts";
import { checkObservability } from "./observability.ts";
import { checkOps } from "./ops.ts";
import { parseConfig } from "./parseConfig.ts";
import { checkPolicy } from "./policy.ts";
import { checkRegistry } from "./registry.ts";
import {
  checkLocationAgrees,
  checkRetiredRegions,
  regionsOf,
  requireRegion,
  requireZonalRegion,
  stampRegionsOf,
} from "./regions.ts";
import { globalConfigSchema, type GlobalConfig } from "./schema/global.ts";
import { opsConfigSchema, type OpsConfig } from "./schema/ops.ts";
import { stampConfigSchema, type StampConfig } from "./schema/stamp.ts";
import { neighboursAtHub } from "./sharedHub.ts";
import { readStackFiles, type StackFile } from "./stackFiles.ts";
import { formatStackName, stackFileName, type StackName } from "./stackName.ts";
import { UserError } from "./userError.ts";
import { checkDigests } from "./workload.ts";

export { checkRetiredRegions, regionsOf, stampRegionsOf } from "./regions.ts";

/** The configuration of each kind of stack that has a program. */
export interface ConfigByKind {
  global: GlobalConfig;
  ops: OpsConfig;
  stamp: StampConfig;
}

/** The kinds of stack that have a program. */
export type ProgramKind = keyof ConfigByKind;

/** A stack's context with its kind, so that the kind tells which configuration it has. */
export type LoadedContext = {
  [Kind in ProgramKind]: StackContext<ConfigByKind[Kind]> & { readonly kind: Kind };
}[ProgramKind];

/**
 * Reads all there is to know of a stack before anything is created: its configuration with shared defaults, parsed and
 * checked against Azure's regions and against every other stack file of its environment.
 *
 * @param values the keys of the namespace bulkhead, without prefix, as Pulumi or the file has them.
 * @throws UserError for the first mistake, naming file, key and remedy.
 */
export function loadContext(
  projectRoot: string,
  stack: StackName,
  values: Readonly<Record<string, unknown>>,
): LoadedContext {
  const siblings = readStackFiles(projectRoot, stack.environment);
  return contextOf(projectRoot, stack, values, siblings);
}

/**
 * The files that a stack's values come from, its own first. A stack that Pulumi configures without a file has the shared
 * ones only.
 */
export function layersOf(
  projectRoot: string,
  stack: StackName,
  siblings: readonly StackFile[] = readStackFiles(projectRoot, stack.environment),
): readonly Layer[] {
  const own = siblings.find((file) => file.stack.text === stack.text);
  if (own !== undefined) return own.layers;
  const shared = readDefaults(projectRoot, stack.environment).get(stack.kind) ?? [];
  return [{ file: stackFileName(stack.text), values: {} }, ...shared];
}

function contextOf(
  projectRoot: string,
  stack: StackName,
  values: Readonly<Record<string, unknown>>,
  siblings: readonly StackFile[],
): LoadedContext {
  const layers = layersOf(projectRoot, stack, siblings);
  const base = { stack, projectRoot, siblings };
  try {
    const file = stackFileName(stack.text);
    const merged = withStandIns(mergeLayers([{ file, values }, ...layers.slice(1)]), file);
    switch (stack.kind) {
      case "global": {
        const config = loadGlobal(stack, merged, siblings);
        return { kind: "global", ...base, config, stampRegions: stampRegionsOf(siblings, config.location) };
      }
      case "stamp": {
        const config = loadStamp(stack, merged, siblings, projectRoot);
        const stampRegions = stampRegionsOf(siblings, globalLocation(siblings));
        return { kind: "stamp", ...base, config, stampRegions };
      }
      case "ops": {
        const config = loadOps(stack, merged, siblings);
        const stampRegions = stampRegionsOf(siblings, globalLocation(siblings));
        return { kind: "ops", ...base, config, stampRegions };
      }
    }
  } catch (error) {
    throw attributed(error, layers);
  }
}

/**
 * The parsed and cross-checked configuration of a stack; see loadContext, which also returns its
 * surroundings.
 */
export function loadConfig<Kind extends ProgramKind>(
  projectRoot: string,
  stack: StackName & { readonly kind: Kind },
  values: Readonly<Record<string, unknown>>,
): ConfigByKind[Kind];
export function loadConfig(
  projectRoot: string,
  stack: StackName,
  values: Readonly<Record<string, unknown>>,
): ConfigByKind[ProgramKind] {
  return loadContext(projectRoot, stack, values).config;
}

/**
 * Checks every stack file of an environment from the files alone, for a command that deploys several stacks.
 *
 * @returns the contexts, in the order of the file names.
 * @throws UserError for the first mistake in any of them.
 */
export function loadEnvironment(projectRoot: string, environment: string | undefined): LoadedContext[] {
  const siblings = readStackFiles(projectRoot, environment);
  return siblings.map(({ stack, values }) => contextOf(projectRoot, stack, values, siblings));
}

function loadGlobal(
  stack: StackName,
  values: Readonly<Record<string, unknown>>,
  siblings: readonly StackFile[],
): GlobalConfig {
  const file = stackFileName(stack.text);
  const config = parseConfig(globalConfigSchema, values, file);
  requireRegion(config.location, { file, key: "location" });
  config.retiredRegions.forEach((region) => requireRegion(region, { file, key: "retiredRegions" }));
  for (const [region, redundant] of Object.entries(config.cosmos.zoneRedundant)) {
    const place = { file, key: `cosmos.zoneRedundant.${region}` };
    if (!requireRegion(region, place).zones && redundant) {
      throw new UserError({
        ...place,
        problem: `${region} has no availability zones.`,
        remedy: "Write false.",
      });
    }
  }

  checkObservability(config, file);
  siblings.forEach(checkStampFile);
  checkAddressSpaces(siblings);
  checkRetiredRegions([], regionsOf(siblings), config.retiredRegions, file);
  if (stampRegionsOf(siblings).length === 0) {
    const example = stackFileName(formatStackName({ ...stack, kind: "stamp", region: config.location }));
    const problem = "No stamp has a file, and the global resources live in the regions of the stamps.";
    throw new UserError({
      file,
      problem,
      remedy: `Add one, such as ${example}, with \`npx bulkhead region add\`.`,
    });
  }
  checkPolicy(config, file);
  checkRegistry(config, [...new Set([config.location, ...stampRegionsOf(siblings)])], file);
  return config;
}

/** What `global` takes from a stamp's file is its region, so that is what it checks there. */
function checkStampFile({ stack, file, values }: StackFile): void {
  if (stack.kind !== "stamp" || stack.region === undefined) return;
  const location: unknown = values["location"];
  if (typeof location === "string") {
    requireZonalRegion(location, { file, key: "location" });
    checkLocationAgrees(stack, location, file);
  } else {
    requireZonalRegion(stack.region, { file });
  }
}

function loadStamp(
  stack: StackName,
  values: Readonly<Record<string, unknown>>,
  siblings: readonly StackFile[],
  projectRoot: string,
): StampConfig {
  const file = stackFileName(stack.text);
  const config = parseConfig(stampConfigSchema, values, file);
  requireZonalRegion(config.location, { file, key: "location" });
  checkLocationAgrees(stack, config.location, file);
  checkCluster(config, file);
  checkBootstrapCache(config, siblings);
  checkEgress(config, file);
  checkIngress(config, file);
  checkDigests(config, file);
  const { hub } = config.network;
  const neighbours =
    hub === undefined ? [] : neighboursAtHub(projectRoot, stack.environment, hub.virtualNetworkId);
  const regions = new Set([...regionsOf(siblings), config.location]);
  checkNetworks(config, file, [...siblings, ...neighbours], regions.size);
  return config;
}

function loadOps(
  stack: StackName,
  values: Readonly<Record<string, unknown>>,
  siblings: readonly StackFile[],
): OpsConfig {
  const file = stackFileName(stack.text);
  const config = parseConfig(opsConfigSchema, values, file);
  requireZonalRegion(config.location, { file, key: "location" });
  checkLocationAgrees(stack, config.location, file);
  checkOps(config, file, siblings);
  return config;
}

/** Where the global stack of the environment is, as far as its file says so. */
function globalLocation(siblings: readonly StackFile[]): string | undefined {
  const location: unknown = siblings.find(({ stack }) => stack.kind === "global")?.values["location"];
  return typeof location === "string" ? location : undefined;
}
