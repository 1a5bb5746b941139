import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { privateLinkAnnotations, type PrivateLinkedService } from "../../lib/serviceAnnotations.ts";

export interface WorkloadArgs {
  readonly provider: Provider;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly registry: string;
  /** Location and tenant the pods are told. */
  readonly location: string;
  readonly tenantId: string;
  readonly clientId: pulumi.Input<string>;
  readonly vaultName: pulumi.Input<string>;
  /** Name of the vault's certificate that the pods present. */
  readonly certificate: string;
  readonly cosmos: { readonly endpoint: string; readonly databaseName: string };
  readonly healthPath: string;
  readonly port: number;
  readonly origin: {
    readonly port: number;
    readonly hostName: string;
    /** Value of the header X-Azure-FDID of requests that came through our Front Door. */
    readonly frontDoorId: string;
    readonly service: PrivateLinkedService;
  };
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** Seconds until the load balancer and the private link service exist and the pods are ready. */
const timeout = 900;

/** The workload's release. What it leads to in Azure, a load balancer and a private link service, is made by the cluster. */
export class Workload extends pulumi.ComponentResource {
  readonly release: Release;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:cluster:Workload", name, {}, opts);

    this.release = new Release(
      `${name}-release`,
      {
        name: "workload",
        namespace: args.namespace,
        createNamespace: true,
        // Relative to the project, so that the state does not depend on where it is checked out.
        chart: "./charts/workload",
        atomic: true,
        timeout,
        values: {
          image: { repository: `${args.registry}/workload/health` },
          serviceAccount: { name: args.serviceAccount },
          identity: { clientId: args.clientId, tenantId: args.tenantId },
          vault: { name: args.vaultName, certificate: args.certificate },
          environment: {
            location: args.location,
            cosmosEndpoint: args.cosmos.endpoint,
            cosmosDatabase: args.cosmos.databaseName,
          },
          container: { port: args.port, healthPath: args.healthPath },
          origin: { hostName: args.origin.hostName, frontDoorId: args.origin.frontDoorId },
          service: { port: args.origin.port, annotations: privateLinkAnnotations(args.origin.service) },
        },
      },
      { parent: this, provider: args.provider, dependsOn: args.dependsOn },
    );

    this.registerOutputs({});
  }
}
