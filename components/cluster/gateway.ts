import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { clusterDns, componentPort, gatewayNamespace, gatewayServiceAccount } from "../../lib/gateway.ts";
import { mirroredImage } from "../../lib/images/catalogue.ts";
import { lockedImage, type Digests } from "../../lib/images/lock.ts";

/** Where the certificate comes from. */
export type GatewayCertificate =
  | { readonly issuer: "imported"; readonly vaultCertificate: string }
  | {
      readonly issuer: "acme";
      readonly server: string;
      readonly email: string;
      readonly zone: {
        readonly name: string;
        readonly resourceGroup: string;
        readonly subscriptionId: string;
      };
      readonly clientId: pulumi.Input<string>;
    };

export interface GatewayArgs {
  readonly provider: Provider;
  readonly registry: string;
  readonly digests: Digests;
  readonly tenantId: string;
  /** Client id of the identity that may read the certificate. */
  readonly clientId: pulumi.Input<string>;
  readonly vaultName: pulumi.Input<string>;
  readonly protocol: "https" | "http";
  readonly hostName: string;
  readonly certificate: GatewayCertificate;
  /** Port of the load balancer. */
  readonly port: number;
  readonly annotations: Readonly<Record<string, string>>;
  /** Annotations of a second load balancer, for a further way in; empty where there is none. */
  readonly entranceAnnotations: Readonly<Record<string, pulumi.Input<string>>>;
  readonly workloadNamespace: string;
  /** Ranges that send requests. */
  readonly sources: pulumi.Input<readonly pulumi.Input<string>[]>;
  /** Ranges of the API server; empty for one on the internet. */
  readonly apiServer: readonly string[];
  /** Whether somebody collects its metrics. */
  readonly metrics: boolean;
  readonly scaling: { readonly minReplicas: number; readonly maxReplicas: number };
  readonly drainSeconds: number;
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** Seconds until pods are ready, the load balancer and the private link service exist: the certificate may still be on its way. */
const timeout = 900;

/**
 * The gateway's release: controller, Gateway and the Service of which the cluster makes a load balancer and a private link
 * service in Azure.
 */
export class Gateway extends pulumi.ComponentResource {
  readonly release: Release;

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:cluster:Gateway", name, {}, opts);
    const { certificate } = args;

    this.release = new Release(
      `${name}-release`,
      {
        name: "gateway",
        namespace: gatewayNamespace,
        // Relative to the project, so that the state does not depend on where it is checked out.
        chart: "./charts/gateway",
        atomic: true,
        timeout,
        values: {
          registry: args.registry,
          image: lockedImage(mirroredImage("traefik"), args.digests),
          identity: {
            serviceAccount: gatewayServiceAccount,
            clientId: args.clientId,
            tenantId: args.tenantId,
          },
          vault: { name: args.vaultName },
          protocol: args.protocol,
          certificate: {
            issuer: certificate.issuer,
            hostName: args.hostName,
            ...(certificate.issuer === "imported"
              ? { vaultCertificate: certificate.vaultCertificate }
              : {
                  acme: {
                    server: certificate.server,
                    email: certificate.email,
                    zone: certificate.zone,
                    clientId: certificate.clientId,
                  },
                }),
          },
          service: { port: args.port, annotations: args.annotations },
          entrance: { port: args.port, annotations: args.entranceAnnotations },
          routes: { namespaces: [args.workloadNamespace], port: componentPort },
          network: {
            dns: clusterDns,
            sources: args.sources,
            apiServer: args.apiServer,
            metricsFrom: args.metrics ? "kube-system" : "",
          },
          scaling: args.scaling,
          drainSeconds: args.drainSeconds,
        },
      },
      { parent: this, provider: args.provider, dependsOn: args.dependsOn },
    );

    this.registerOutputs({});
  }
}
