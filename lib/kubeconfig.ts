import { parse } from "yaml";
import * as z from "zod";

const kubeconfigSchema = z.object({
  clusters: z.array(z.object({ name: z.string(), cluster: z.record(z.string(), z.unknown()) })),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }),
  ),
  users: z.array(
    z.object({ name: z.string(), user: z.object({ exec: z.object({ args: z.array(z.string()) }) }) }),
  ),
});

/**
 * Turns the kubeconfig that AKS hands to users into one that asks for a Microsoft Entra token without a browser.
 *
 * AKS fills in the interactive device code login. Here kubelogin takes the token of the Azure CLI, as Pulumi itself
 * does; a pipeline without the CLI overrides it with kubelogin's environment variable AAD_LOGIN_METHOD. The cluster
 * has no local accounts, so the result holds no credential and may stand in the state.
 *
 * @param text the kubeconfig of listClusterUserCredential in the format "exec".
 * @throws RangeError when it is not such a kubeconfig, for example one that carries a certificate or a token.
 */
export function toTokenKubeconfig(text: string): string {
  const parsed = kubeconfigSchema.safeParse(parse(text));
  if (!parsed.success) {
    throw new RangeError(
      "The cluster's user kubeconfig does not ask kubelogin for tokens; are local accounts enabled?",
    );
  }
  const { clusters, contexts, users } = parsed.data;
  const [cluster] = clusters;
  const [context] = contexts;
  const [user] = users;
  if (cluster === undefined || context === undefined || user === undefined)
    throw new RangeError("The cluster's user kubeconfig has no cluster, no context or no user.");

  const args = user.user.exec.args;
  const serverId = argument(args, "--server-id");
  if (serverId === undefined)
    throw new RangeError("The cluster's user kubeconfig names no --server-id to ask a token for.");
  const tenantId = argument(args, "--tenant-id");

  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [cluster],
    contexts: [{ name: context.name, context: { cluster: cluster.name, user: user.name } }],
    "current-context": context.name,
    users: [
      {
        name: user.name,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "kubelogin",
            args: [
              "get-token",
              "--login",
              "azurecli",
              "--server-id",
              serverId,
              ...(tenantId === undefined ? [] : ["--tenant-id", tenantId]),
            ],
            installHint: "Install kubelogin: https://azure.github.io/kubelogin/install.html",
            interactiveMode: "Never",
            provideClusterInfo: false,
          },
        },
      },
    ],
  });
}

function argument(args: readonly string[], flag: string): string | undefined {
  const index = args.indexOf(flag);
  return index < 0 ? undefined : args[index + 1];
}
