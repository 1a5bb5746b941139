import { Release } from "@pulumi/kubernetes/helm/v3/release.js";
import type { Provider } from "@pulumi/kubernetes/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { clusterDns, gatewayNamespace } from "../../lib/gateway.ts";
import { mirroredImage } from "../../lib/images/catalogue.ts";
import { lockedImage, type Digests } from "../../lib/images/lock.ts";
import {
  componentValues,
  perComponent,
  workloadQuota,
  type WorkloadSettings,
} from "../../lib/workload/chartValues.ts";
import type { ComponentId } from "../../lib/workload/components.ts";

export interface WorkloadArgs {
  readonly provider: Provider;
  readonly namespace: string;
  readonly registry: string;
  readonly digests: Digests;
  readonly settings: WorkloadSettings;
  /** The region as Cosmos DB's clients want it, "East US". */
  readonly region: string;
  readonly tenantId: string;
  /** Client id of each component's managed identity. */
  readonly clientIds: Readonly<Record<ComponentId, pulumi.Input<string>>>;
  /** Client id of the nodes' identity, when they read the vault for all; undefined when each component does itself. */
  readonly kubeletClientId: pulumi.Input<string> | undefined;
  readonly vaultName: pulumi.Input<string>;
  /** Changes when what a component is told does; its pods are then replaced. */
  readonly configuration: Readonly<Record<ComponentId, pulumi.Input<string>>>;
  readonly gateway: {
    /** Name of the listener that routes attach to. */
    readonly listener: string;
    readonly hostName: string;
    /** Value of the header X-Azure-FDID of requests that came through our Front Door. */
    readonly frontDoorId: string;
    /** Whether requests without it are refused. */
    readonly requireFrontDoor: boolean;
  };
  readonly network: {
    readonly privateEndpoints: string;
    readonly external: {
      readonly kind: "addresses" | "names";
      readonly addresses: readonly string[];
      readonly names: readonly string[];
    };
  };
  readonly dependsOn: pulumi.Input<pulumi.Input<pulumi.Resource>[]>;
}

/** Seconds until every component has its pods ready. */
const timeout = 900;

/** The workload's release: every component with its identity, its secrets, its routes and its limits. */
export class Workload extends pulumi.ComponentResource {
  readonly release: Release;

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:cluster:Workload", name, {}, opts);

    this.release = new Release(
      `${name}-release`,
      {
        name: "workload",
        namespace: args.namespace,
        // Relative to the project, so that the state does not depend on where it is checked out.
        chart: "./charts/workload",
        atomic: true,
        timeout,
        values: {
          registry: args.registry,
          region: args.region,
          identity: {
            kind: args.kubeletClientId === undefined ? "workload" : "kubelet",
            tenantId: args.tenantId,
            kubeletClientId: args.kubeletClientId ?? "",
          },
          vault: { name: args.vaultName },
          gateway: { namespace: gatewayNamespace, ...args.gateway },
          network: { dns: clusterDns, ...args.network },
          quota: workloadQuota(args.settings),
          components: perComponent((id) => ({
            ...componentValues(id, args.settings[id], args.digests),
            clientId: args.clientIds[id],
            configuration: args.configuration[id],
          })),
          test: { image: lockedImage(mirroredImage("traefik"), args.digests) },
        },
      },
      { parent: this, provider: args.provider, dependsOn: args.dependsOn },
    );

    this.registerOutputs({});
  }
}
