/** Names that somebody else may have, or that an earlier platform left behind. Only of stacks that are not deployed yet. */
import { globalContractSchema } from "../../../contracts/global.ts";
import { flagAt, textAt } from "../../../lib/properties.ts";
import { apiVersions } from "../apiVersions.ts";
import { doubtful, fine, unasked, wrong, type Finding } from "../finding.ts";
import type { NameNeed, Needs } from "../needs.ts";
import type { ArmReader, Backend, Check, World } from "../world.ts";

async function groupFinding({ arm, subscriptionId }: World, need: NameNeed): Promise<Finding[]> {
  const there = await arm.exists(
    `/subscriptions/${subscriptionId}/resourcegroups/${need.name}`,
    apiVersions.resourceGroups,
  );
  if (!there) return [];
  return [
    wrong(
      need.name,
      `A resource group of this name exists, and ${need.stack} is not deployed from this backend.`,
      `See whose it is: \`az group show --name ${need.name}\`. If it is a rest, \`az group delete --name ${need.name}\`; if another state owns it, log in to that backend with \`pulumi login\`.`,
    ),
  ];
}

/** Workspaces keep their names for 14 days; one in the same group, under the same name, comes back with its old records. */
async function workspaceFindings(
  { arm, subscriptionId }: World,
  needs: readonly NameNeed[],
): Promise<Finding[]> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.OperationalInsights/deletedWorkspaces`;
  const deleted = await arm.list(path, apiVersions.workspaces);
  const names = new Set(deleted.map((workspace) => textAt(workspace, "name")?.toLowerCase()));
  return needs
    .filter(({ name }) => names.has(name.toLowerCase()))
    .map(({ name, stack }) =>
      doubtful(
        name,
        `A deleted workspace still has this name for up to 14 days: deploying ${stack} brings it back with its records.`,
        "That is usually welcome. Otherwise remove it for good: recover it, then `az monitor log-analytics workspace delete --force true`.",
      ),
    );
}

/** How each service is asked whether a name is free. Cosmos DB has a question of its own. */
const questions: Readonly<
  Record<string, { readonly path: string; readonly version: string; readonly type?: string }>
> = {
  "Microsoft.Storage/storageAccounts": {
    path: "Microsoft.Storage/checkNameAvailability",
    version: apiVersions.storage,
    type: "Microsoft.Storage/storageAccounts",
  },
  "Microsoft.KeyVault/vaults": {
    path: "Microsoft.KeyVault/checkNameAvailability",
    version: apiVersions.vaults,
    type: "Microsoft.KeyVault/vaults",
  },
  "Microsoft.ContainerRegistry/registries": {
    path: "Microsoft.ContainerRegistry/checkNameAvailability",
    version: apiVersions.registries,
    type: "Microsoft.ContainerRegistry/registries",
  },
  "Microsoft.EventHub/namespaces": {
    path: "Microsoft.EventHub/checkNameAvailability",
    version: apiVersions.eventHubs,
  },
};

async function isFree(
  arm: ArmReader,
  subscriptionId: string,
  armType: string,
  name: string,
): Promise<boolean> {
  if (armType === "Microsoft.DocumentDB/databaseAccounts")
    return !(await arm.exists(
      `/providers/Microsoft.DocumentDB/databaseAccountNames/${name}`,
      apiVersions.cosmos,
    ));
  const question = questions[armType];
  if (question === undefined) return true;
  const answer = await arm.ask(
    `/subscriptions/${subscriptionId}/providers/${question.path}`,
    question.version,
    question.type === undefined ? { name } : { name, type: question.type },
  );
  return flagAt(answer, "nameAvailable") ?? true;
}

/** Names of vaults that are deleted and not purged: nobody can make another one under them. */
async function deletedVaults({ arm, subscriptionId }: World): Promise<ReadonlyMap<string, unknown>> {
  const path = `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/deletedVaults`;
  const deleted = await arm.list(path, apiVersions.vaults);
  return new Map(deleted.map((vault) => [textAt(vault, "name") ?? "", vault]));
}

/** Names that are taken, by others or by deleted vaults of one's own. */
export async function nameFindings(world: World, needs: readonly NameNeed[]): Promise<Finding[]> {
  if (needs.length === 0) return [];
  const vaults = await deletedVaults(world);
  const findings = await Promise.all(
    needs.map(async ({ armType, name, stack }): Promise<Finding[]> => {
      const vault = armType === "Microsoft.KeyVault/vaults" ? vaults.get(name) : undefined;
      if (vault !== undefined) {
        const until = textAt(vault, "properties.scheduledPurgeDate") ?? "the end of its retention";
        const locked = flagAt(vault, "properties.purgeProtectionEnabled") === true;
        return [
          wrong(
            name,
            `A deleted vault keeps this name until ${until}${locked ? ", and purge protection keeps anybody from ending that" : ""}.`,
            locked
              ? `Bring it back with \`az keyvault recover --name ${name}\` and import it, or wait.`
              : `Run \`az keyvault purge --name ${name}\`, or bring it back with \`az keyvault recover --name ${name}\`.`,
          ),
        ];
      }
      if (await isFree(world.arm, world.subscriptionId, armType, name)) return [];
      return [
        wrong(
          name,
          `Somebody has this name already, and ${stack} is not deployed from this backend.`,
          `See whether it is a rest of your own: \`az resource list --name ${name}\`.`,
        ),
      ];
    }),
  );
  return findings.flat();
}

/** The suffix that the first deployment of `global` drew; undefined before it. */
function drawnSuffix({ deployed }: Backend): string | undefined {
  const outputs = [...deployed].filter(([stack]) => stack.split(".").at(-1) === "global");
  return outputs.flatMap(([, output]) => globalContractSchema.safeParse(output).data?.suffix ?? [])[0];
}

/** Names of stacks still to come, as they will be with that suffix. */
export function realNames(needs: Needs, { deployed }: Backend, suffix: string | undefined): NameNeed[] {
  if (suffix === undefined || needs.suffix === "") return [];
  return needs.names
    .filter(({ name, stack }) => name.endsWith(needs.suffix) && !deployed.has(stack))
    .map((need) => ({ ...need, name: need.name.slice(0, -needs.suffix.length) + suffix }));
}

async function look(world: World): Promise<Finding[]> {
  const backend = await world.backend();
  const ahead = (needs: readonly NameNeed[]) => needs.filter(({ stack }) => !backend.deployed.has(stack));
  const names = realNames(world.needs, backend, drawnSuffix(backend));
  const groups = ahead(world.needs.groups);
  const workspaces = ahead(world.needs.workspaces);
  if (groups.length === 0) return [fine("names", "every stack is deployed and has its names")];
  const findings = await Promise.all([
    ...groups.map((need) => groupFinding(world, need)),
    workspaceFindings(world, workspaces),
    nameFindings(world, names),
  ]);
  const found = findings.flat();
  if (found.length > 0) return found;
  const asked = groups.length + workspaces.length + names.length;
  const drawn = names.length === 0 ? "; others end in a suffix that the first deployment draws" : "";
  return [fine("names", `${asked} names of stacks still to come are free${drawn}`)];
}

/** Names of one's own stacks look taken where the backend cannot be asked, so nothing is said about them then. */
export const namesCheck: Check = {
  id: "names",
  title: "names",
  look: async (world) => {
    try {
      await world.backend();
    } catch {
      return [
        unasked(
          "names",
          "Whether names are free can only be told from those of your own stacks with the Pulumi backend.",
          "Log in to it with `pulumi login`, and ask again.",
        ),
      ];
    }
    return look(world);
  },
};
