import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type * as pulumi from "@pulumi/pulumi";
import { mirroredChart, mirroredImage } from "../../lib/images/catalogue.ts";
import { lockedImage, type Digests } from "../../lib/images/lock.ts";

export interface CertManagerArgs {
  readonly registry: string;
  readonly digests: Digests;
  readonly clientId: pulumi.Input<string>;
  readonly tenantId: string;
}

/** Where cert-manager runs. The federated credential and the chart must agree on both. */
export const certManagerNamespace = "cert-manager";
export const certManagerServiceAccount = "cert-manager";

const timeout = 600;

/** Requests of cert-manager's pods; limits only of memory, as its own documentation advises. */
const resources = { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } };

/** cert-manager, which asks a public authority for the gateway's certificate and renews it. */
export function certManagerRelease(
  name: string,
  args: CertManagerArgs,
  opts: pulumi.CustomResourceOptions,
): Release {
  const image = (part: string) => {
    const { repository, tag, digest } = lockedImage(mirroredImage(`cert-manager-${part}`), args.digests);
    return { repository: `${args.registry}/${repository}`, tag, ...(digest === "" ? {} : { digest }) };
  };
  const { repository, version } = mirroredChart("certManager");
  return new Release(
    name,
    {
      name: "cert-manager",
      namespace: certManagerNamespace,
      chart: `oci://${args.registry}/${repository}`,
      version,
      atomic: true,
      timeout,
      values: {
        crds: { enabled: true, keep: true },
        image: image("controller"),
        replicaCount: 2,
        podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
        resources,
        serviceAccount: {
          name: certManagerServiceAccount,
          annotations: {
            "azure.workload.identity/client-id": args.clientId,
            "azure.workload.identity/tenant-id": args.tenantId,
          },
        },
        podLabels: { "azure.workload.identity/use": "true" },
        // Which name server answers is decided by the network: the firewall's DNS proxy, and no server outside.
        extraArgs: ["--dns01-recursive-nameservers-only"],
        webhook: {
          image: image("webhook"),
          replicaCount: 2,
          podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
          resources,
        },
        cainjector: { image: image("cainjector"), resources },
        startupapicheck: { image: image("startupapicheck") },
        acmesolver: { image: image("acmesolver") },
      },
    },
    opts,
  );
}
