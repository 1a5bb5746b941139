import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";

export interface PlatformArgs {
  readonly provider: Provider;
  /** Host of the registry that holds the mirrored charts and images. */
  readonly registry: string;
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/**
 * Versions that the chart names itself (Azure/secrets-store-csi-driver-provider-azure, release 1.8.2 of 2026-06). The
 * mirror in our registry must hold exactly these.
 */
export const secretsStore = {
  chart: "csi-secrets-store-provider-azure",
  chartVersion: "1.8.2",
  provider: "v1.8.2",
  driver: "v1.5.6",
  registrar: "v2.14.0",
  livenessProbe: "v2.15.0",
} as const;

/** Seconds a release may take: its images may have to be pulled onto nodes that have just started. */
const timeout = 900;

/** What every workload of the cluster builds on: secrets of the vault, mounted as files. */
export class Platform extends pulumi.ComponentResource {
  readonly secretsStore: Release;

  constructor(name: string, args: PlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:cluster:Platform", name, {}, opts);
    const image = (repository: string, tag: string) => ({
      repository: `${args.registry}/${repository}`,
      tag,
    });

    this.secretsStore = new Release(
      `${name}-secrets-store`,
      {
        name: "csi-secrets-store",
        namespace: "kube-system",
        // From our own registry: no third party is asked for anything at run time.
        chart: `oci://${args.registry}/helm/${secretsStore.chart}`,
        version: secretsStore.chartVersion,
        atomic: true,
        timeout,
        values: {
          linux: {
            image: image("oss/azure/secrets-store/provider-azure", secretsStore.provider),
            tolerations: [{ operator: "Exists" }],
          },
          windows: { enabled: false },
          "secrets-store-csi-driver": {
            install: true,
            enableSecretRotation: true,
            rotationPollInterval: "2m",
            // Secrets stay files; copies as Kubernetes secrets would be readable to more than the pod.
            syncSecret: { enabled: false },
            tokenRequests: [{ audience: "api://AzureADTokenExchange" }],
            linux: {
              image: image("oss/kubernetes-csi/secrets-store/driver", secretsStore.driver),
              crds: { image: image("oss/kubernetes-csi/secrets-store/driver-crds", secretsStore.driver) },
              registrarImage: image("oss/kubernetes-csi/csi-node-driver-registrar", secretsStore.registrar),
              livenessProbeImage: image("oss/kubernetes-csi/livenessprobe", secretsStore.livenessProbe),
            },
            windows: { enabled: false },
          },
        },
      },
      { parent: this, provider: args.provider, dependsOn: args.dependsOn },
    );

    this.registerOutputs({});
  }
}
