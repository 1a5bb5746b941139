import * as pulumi from "@pulumi/pulumi";
import { Workload } from "../../components/cluster/workload.ts";
import { KubeletVaultReader } from "../../components/identity/kubeletVaultReader.ts";
import type { WorkloadIdentities } from "../../components/identity/workloadIdentities.ts";
import { stampEgress } from "../../config/egress.ts";
import type { StampConfig } from "../../config/schema/stamp.ts";
import type { EgressFeatureId } from "../../lib/egress/types.ts";
import { entraAddresses, entraHosts } from "../../lib/entra.ts";
import { lockedDigests } from "../../lib/images/digests.ts";
import { hasFirewallEntrance } from "../../lib/ingress/entrance.ts";
import * as origin from "../../lib/origin.ts";
import { perComponent } from "../../lib/workload/chartValues.ts";
import { workloadComponents } from "../../lib/workload/components.ts";
import type { ClusterPart } from "./cluster.ts";
import type { NetworkPart } from "./network.ts";
import { platformPart, type PlatformPart } from "./platform.ts";
import type { StampScope } from "./scope.ts";
import type { ServicesPart } from "./services.ts";

/** What runs in the cluster. */
export interface WorkloadPart extends PlatformPart {
  readonly workload: Workload;
}

export function workloadPart(
  scope: StampScope,
  network: NetworkPart,
  services: ServicesPart,
  clusterPart: ClusterPart,
  identities: WorkloadIdentities,
): WorkloadPart {
  const { config, global, plan, region } = scope;
  const { vault, secretVersions, dataConnections } = services;
  const built = platformPart(scope, network, services, clusterPart);
  const kubelet = kubeletReader(scope, services, clusterPart);
  const workload = new Workload("workload", {
    provider: built.provider,
    namespace: origin.workloadNamespace,
    registry: global.registry.loginServer,
    digests: lockedDigests,
    settings: config.workload.components,
    region: region.displayName,
    tenantId: global.tenantId,
    clientIds: identities.clientIds,
    kubeletClientId: kubelet?.clientId,
    vaultName: vault.name,
    // Versions instead of values: what is secret among them stays out of the release.
    configuration: perComponent((id) =>
      pulumi.all(workloadComponents[id].keys.map((key) => secretVersions[key])).apply((all) => all.join(" ")),
    ),
    gateway: {
      listener: config.gateway.protocol,
      hostName: scope.originHostName,
      frontDoorId: global.frontDoor.frontDoorId,
      // Requests by way of the firewall come from clients, without any header of Front Door's.
      requireFrontDoor: !hasFirewallEntrance(config.ingress),
    },
    network: { privateEndpoints: plan.subnets.privateEndpoints, external: externalFlows(config) },
    dependsOn: [
      ...built.platform.ready,
      identities,
      ...(kubelet === undefined ? [] : [kubelet.reader]),
      ...dataConnections,
    ],
  });
  return { ...built, workload };
}

/** Features of the egress catalogue that the workload's own pods use; the others are those of nodes and add-ons. */
const ofPods: readonly EgressFeatureId[] = [
  "workload-identity",
  "application-insights",
  "log-queries",
  "workload",
];

/** What pods may reach outside, as their network policies put it. The firewall decides besides, by name. */
export function externalFlows(config: StampConfig): {
  kind: "addresses" | "names";
  addresses: string[];
  names: string[];
} {
  const { external, ranges } = config.workload.networkPolicy;
  const hosts = stampEgress(config)
    .filter(({ feature }) => ofPods.includes(feature.id))
    .flatMap(({ rules }) => rules)
    .filter(({ protocol, port }) => protocol === "Https" && port === 443)
    .flatMap((rule) => rule.hosts);
  return {
    kind: external,
    addresses: external === "addresses" ? [...new Set([...entraAddresses, ...ranges])] : [],
    names: external === "names" ? [...new Set([...entraHosts, ...hosts])].sort() : [],
  };
}

/** The nodes as those who read the vault for all components; undefined when each component does itself. */
function kubeletReader(
  { config, global, idInGroup, shared }: StampScope,
  { vault }: Pick<ServicesPart, "vault">,
  { cluster }: Pick<ClusterPart, "cluster">,
): { clientId: pulumi.Output<string>; reader: KubeletVaultReader } | undefined {
  if (config.secretsStore.identity === "workload") return undefined;
  const identity = cluster.identityProfile.apply((profile) => profile?.["kubeletidentity"]);
  const armId = idInGroup("azure-native:managedidentity:UserAssignedIdentity", {
    resourceName: shared.names.userAssignedIdentity("kubelet"),
  });
  const reader = new KubeletVaultReader("kubelet", {
    subscriptionId: global.subscriptionId,
    kubelet: { principalId: identity.apply((kubelet) => kubelet?.objectId ?? ""), armId },
    vault: { id: vault.id, armId: `${armId}/vault` },
  });
  return { clientId: identity.apply((kubelet) => kubelet?.clientId ?? ""), reader };
}
