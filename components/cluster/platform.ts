import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { gatewayNamespace } from "../../lib/gateway.ts";
import type { Digests } from "../../lib/images/lock.ts";
import { certManagerNamespace, certManagerRelease } from "./certManager.ts";
import { secretsStoreRelease } from "./secretsStore.ts";

export interface PlatformArgs {
  readonly provider: Provider;
  /** Host of the registry that holds the mirrored charts and images. */
  readonly registry: string;
  /** Digests of the mirrored images. */
  readonly digests: Digests;
  /** Minor version of Kubernetes, "1.36". */
  readonly kubernetesVersion: string;
  readonly workloadNamespace: string;
  /** The driver that mounts secrets; undefined where AKS brings it as an add-on. Never both: they would fight over the nodes. */
  readonly secretsStore:
    { readonly rotationPollMinutes: number; readonly syncsCertificate: boolean } | undefined;
  /** cert-manager, and who it is in Azure; undefined where certificates are imported. */
  readonly certManager: { readonly clientId: pulumi.Input<string>; readonly tenantId: string } | undefined;
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** Seconds a release of ours may take that starts no pods. */
const timeout = 300;

/** What everything in the cluster builds on: namespaces, definitions, secrets of the vault as files. */
export class Platform extends pulumi.ComponentResource {
  /** What pods of the gateway and of the workload need before they start. */
  readonly ready: readonly Release[];

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:cluster:Platform", name, {}, opts);
    const options = { parent: this, provider: args.provider, dependsOn: args.dependsOn };

    // The release that makes the namespaces cannot be kept in one of them.
    const namespaces = new Release(
      `${name}-namespaces`,
      {
        name: "namespaces",
        namespace: "kube-system",
        chart: "./charts/namespaces",
        atomic: true,
        timeout,
        values: {
          namespaces: [
            ...(args.certManager === undefined ? [] : [certManagerNamespace]),
            gatewayNamespace,
            args.workloadNamespace,
          ].sort(),
          podSecurityVersion: `v${args.kubernetesVersion}`,
        },
      },
      options,
    );
    const gatewayApi = new Release(
      `${name}-gateway-api`,
      {
        name: "gateway-api",
        namespace: "kube-system",
        chart: "./charts/gateway-api",
        atomic: true,
        timeout,
      },
      options,
    );
    const secretsStore =
      args.secretsStore === undefined
        ? []
        : [secretsStoreRelease(`${name}-secrets-store`, { ...args, ...args.secretsStore }, options)];
    const certManager =
      args.certManager === undefined
        ? []
        : [
            certManagerRelease(
              `${name}-cert-manager`,
              { ...args, ...args.certManager },
              { ...options, dependsOn: [namespaces] },
            ),
          ];
    this.ready = [namespaces, gatewayApi, ...secretsStore, ...certManager];
    this.registerOutputs({});
  }
}
