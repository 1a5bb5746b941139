/** Programs that a deployment or a person needs on this machine. */
import { doubtful, fine, wrong, type Finding } from "../finding.ts";
import { versionIn } from "../versions.ts";
import type { Check, World } from "../world.ts";

interface Tool {
  readonly name: string;
  readonly args: readonly string[];
  /** Whether a deployment fails without it. */
  readonly needed: boolean;
  readonly for: string;
  readonly remedy: string;
}

/** Without a service principal or a managed identity in the environment, sign-in is by way of the Azure CLI. */
function signsInWithCli(environment: NodeJS.ProcessEnv): boolean {
  return !["ARM_CLIENT_ID", "AZURE_CLIENT_ID", "ARM_USE_MSI", "ARM_USE_OIDC"].some(
    (name) => (environment[name] ?? "") !== "",
  );
}

function toolsOf({ environment, needs }: World): Tool[] {
  return [
    {
      name: "az",
      args: ["version", "--output", "json"],
      needed: signsInWithCli(environment),
      for: "signing in",
      remedy: "Install the Azure CLI (https://aka.ms/installazurecli) and run `az login`.",
    },
    {
      name: "kubelogin",
      args: ["--version"],
      needed: needs.stamps.size > 0,
      for: "API servers, which take Entra tokens only",
      remedy: "Run `az aks install-cli`, which installs kubectl and kubelogin.",
    },
  ];
}

async function look(world: World): Promise<Finding[]> {
  return Promise.all(
    toolsOf(world).map(async ({ name, args, needed, for: purpose, remedy }) => {
      const { code, output, error } = await world.run(name, args);
      if (code === undefined) {
        const text = `It is not on PATH; it is for ${purpose}.`;
        return needed ? wrong(name, text, remedy) : doubtful(name, text, remedy);
      }
      const version = versionIn(output) ?? versionIn(error);
      return version === undefined
        ? doubtful(name, "It does not say its version.", remedy)
        : fine(name, version);
    }),
  );
}

export const toolsCheck: Check = { id: "tools", title: "tools", look };
