import { listManagedClusterUserCredentialsOutput } from "@pulumi/azure-native/containerservice/listManagedClusterUserCredentials.js";
import { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { toTokenKubeconfig } from "../../lib/kubeconfig.ts";

export interface ClusterAccessArgs {
  readonly resourceGroupName: string;
  /** Name of the cluster, as an output of the cluster itself, so that its credentials are asked for once it exists. */
  readonly clusterName: pulumi.Output<string>;
  /** ARM id of the cluster. */
  readonly clusterIdentifier: string;
}

/**
 * The Kubernetes provider of a private cluster. Its API server answers only inside the stamp's network and whoever is
 * linked to it, so a preview from elsewhere must not conclude that everything in the cluster is gone, and an update from
 * elsewhere must fail.
 */
export function clusterAccess(
  name: string,
  args: ClusterAccessArgs,
  opts: pulumi.CustomResourceOptions,
): Provider {
  const credentials = listManagedClusterUserCredentialsOutput(
    { resourceGroupName: args.resourceGroupName, resourceName: args.clusterName, format: "exec" },
    opts.parent === undefined ? {} : { parent: opts.parent },
  );
  const kubeconfig = credentials.kubeconfigs.apply(([first]) => {
    if (first === undefined) throw new pulumi.RunError("The cluster returned no user credentials.");
    return toTokenKubeconfig(Buffer.from(first.value, "base64").toString("utf8"));
  });

  return new Provider(
    name,
    {
      kubeconfig,
      // Replacing the provider replaces all that is in the cluster. Only another cluster is a reason, not a kubeconfig
      // that is unknown during a preview or comes back with a new certificate authority.
      clusterIdentifier: args.clusterIdentifier,
      deleteUnreachable: false,
      // Not skipUpdateUnreachable: `up` would then pass over changes in an unreachable cluster and call that success. Previews
      // get the same from the environment.
      enableServerSideApply: true,
    },
    opts,
  );
}
