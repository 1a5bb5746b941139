/** Putting a state right whose stack has lost all that it had. Pure. */

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly dependencies?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly deletedWith?: string;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The part of an exported deployment that is read and written here. */
export interface Checkpoint {
  readonly resources?: readonly StateResource[];
}

const releaseType = "kubernetes:helm.sh/v3:Release";
const suffixType = "random:index/randomString:RandomString";
const vaultType = "azure-native:keyvault:Vault";
const stackType = "pulumi:pulumi:Stack";

/** The resource groups that a stack has made, by id. */
export function resourceGroupsIn({ resources = [] }: Checkpoint): string[] {
  return resources.flatMap(({ type, id }) =>
    type === "azure-native:resources:ResourceGroup" && id !== undefined ? [id] : [],
  );
}

/**
 * What a refresh cannot find out by itself, of a stack that has lost its resource group:
 *
 * - Helm releases: their cluster does not answer, and Pulumi takes an unreachable cluster for one that may come back;
 * - the random part of the vaults' names: a deleted vault keeps its name for 90 days, so the next one needs another.
 */
export function lostFor({ resources = [] }: Checkpoint): Set<string> {
  const inVaultNames = new Set(
    resources.flatMap(({ type, dependencies = [] }) => (type === vaultType ? dependencies : [])),
  );
  return new Set(
    resources
      .filter(({ urn, type }) => type === releaseType || (type === suffixType && inVaultNames.has(urn)))
      .map(({ urn }) => urn),
  );
}

/**
 * The checkpoint without some resources, and without the stack's outputs: those promise what is not there any more, and the next
 * deployment would compare itself with them.
 */
export function forget(checkpoint: Checkpoint, gone: ReadonlySet<string>): Checkpoint {
  const stays = (urn: string) => !gone.has(urn);
  const resources = (checkpoint.resources ?? [])
    .filter(({ urn }) => stays(urn))
    .map((resource): StateResource => {
      const { dependencies, propertyDependencies, deletedWith, ...rest } = resource;
      return {
        ...rest,
        ...(rest.type === stackType ? { outputs: {} } : {}),
        ...(dependencies === undefined ? {} : { dependencies: dependencies.filter(stays) }),
        ...(propertyDependencies === undefined
          ? {}
          : {
              propertyDependencies: Object.fromEntries(
                Object.entries(propertyDependencies).map(([key, urns]) => [key, urns?.filter(stays) ?? null]),
              ),
            }),
        ...(deletedWith === undefined || !stays(deletedWith) ? {} : { deletedWith }),
      };
    });
  return { ...checkpoint, resources };
}
