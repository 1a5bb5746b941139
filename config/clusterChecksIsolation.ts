import type { StampConfig } from "./schema/stamp.ts";
import type { StackFile } from "./stackFiles.ts";
import { UserError } from "./userError.ts";

/** The rule by which AKS finds its own images in a registry (azure-aks-docs network-isolated.md). */
const bootstrapCache = {
  name: "aks-managed-mcr",
  source: "mcr.microsoft.com/*",
  target: "aks-managed-repository/*",
} as const;

/**
 * A network isolated cluster takes its own images from the registry of the global stack, which has to cache them.
 *
 * @param siblings all stack files of the environment.
 * @throws UserError that names the global stack's file.
 */
export function checkBootstrapCache(
  { cluster }: Pick<StampConfig, "cluster">,
  siblings: readonly StackFile[],
): void {
  if (cluster.egress !== "networkIsolated") return;
  const global = siblings.find(({ stack }) => stack.kind === "global");
  if (global === undefined) return;
  const registry = registryOf(global.values);
  if ("armTokens" in registry && registry.armTokens === false) {
    throw new UserError({
      file: global.file,
      key: "registry.armTokens",
      problem:
        "Nodes of a network isolated cluster sign in to the registry with tokens for Azure Resource Manager.",
      remedy: "Write true and deploy the global stack first.",
    });
  }
  if (cachedSources(registry).includes(bootstrapCache.source)) return;
  const { name, source, target } = bootstrapCache;
  throw new UserError({
    file: global.file,
    key: "registry.cacheRules",
    problem: "A network isolated cluster takes AKS' own images from the registry, which does not cache them.",
    remedy: `Add { name: ${name}, source: "${source}", target: "${target}" } and deploy the global stack first.`,
  });
}

/** The section about the registry, as far as the file can be read; its own stack checks it. */
function registryOf(values: StackFile["values"]): object {
  const registry: unknown = values["registry"];
  return typeof registry === "object" && registry !== null ? registry : {};
}

function cachedSources(registry: object): string[] {
  const rules: unknown = "cacheRules" in registry ? registry.cacheRules : undefined;
  if (!Array.isArray(rules)) return [];
  return rules.flatMap((rule: unknown) =>
    typeof rule === "object" && rule !== null && "source" in rule && typeof rule.source === "string"
      ? [rule.source]
      : [],
  );
}
