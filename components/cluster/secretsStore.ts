import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type * as pulumi from "@pulumi/pulumi";
import { mirroredChart, mirroredImage } from "../../lib/images/catalogue.ts";
import { taggedImage, type Digests } from "../../lib/images/lock.ts";

export interface SecretsStoreArgs {
  readonly registry: string;
  readonly digests: Digests;
  readonly rotationPollMinutes: number;
  /** Whether the driver keeps the gateway's certificate as a Kubernetes secret as well. */
  readonly syncsCertificate: boolean;
}

/** Seconds the release may take: its images may have to be pulled onto nodes that have just started. */
const timeout = 900;

/** The Secrets Store CSI driver with its provider for Key Vault, on every node. */
export function secretsStoreRelease(
  name: string,
  args: SecretsStoreArgs,
  opts: pulumi.CustomResourceOptions,
): Release {
  const image = (id: string) => taggedImage(args.registry, mirroredImage(id), args.digests);
  const { repository, version } = mirroredChart("secretsStore");
  return new Release(
    name,
    {
      name: "csi-secrets-store",
      namespace: "kube-system",
      // From our own registry: no third party is asked for anything at run time.
      chart: `oci://${args.registry}/${repository}`,
      version,
      atomic: true,
      timeout,
      values: {
        linux: { image: image("provider-azure"), tolerations: [{ operator: "Exists" }] },
        windows: { enabled: false },
        "secrets-store-csi-driver": {
          install: true,
          enableSecretRotation: true,
          rotationPollInterval: `${args.rotationPollMinutes}m`,
          // Its role covers the secrets of every namespace, which the driver's chart offers no narrower; so it is there only
          // when the gateway needs its certificate. Secrets of the workload stay files either way.
          syncSecret: { enabled: args.syncsCertificate },
          // What a pod proves itself with towards Entra ID.
          tokenRequests: [{ audience: "api://AzureADTokenExchange" }],
          linux: {
            image: image("driver"),
            crds: { image: image("driver-crds") },
            registrarImage: image("csi-node-driver-registrar"),
            livenessProbeImage: image("livenessprobe"),
          },
          windows: { enabled: false },
        },
      },
    },
    opts,
  );
}
