import type { Provider } from "@pulumi/kubernetes/provider.js";
import { certManagerNamespace, certManagerServiceAccount } from "../../components/cluster/certManager.ts";
import { clusterAccess } from "../../components/cluster/clusterAccess.ts";
import { Gateway, type GatewayCertificate } from "../../components/cluster/gateway.ts";
import { Platform } from "../../components/cluster/platform.ts";
import { FederatedIdentity } from "../../components/identity/federatedIdentity.ts";
import { imageNeeds } from "../../config/workload.ts";
import { subnetNames } from "../../lib/addressPlan.ts";
import { gatewayIdentity, gatewayNamespace, gatewayServiceAccount } from "../../lib/gateway.ts";
import { lockedDigests } from "../../lib/images/digests.ts";
import { fixedAddressAnnotations, loadBalancerAddress } from "../../lib/ingress/entrance.ts";
import * as origin from "../../lib/origin.ts";
import { privateLinkAnnotations } from "../../lib/serviceAnnotations.ts";
import type { ClusterPart } from "./cluster.ts";
import { gatewaySources, publicEntranceAnnotations } from "./gatewaySources.ts";
import type { NetworkPart } from "./network.ts";
import type { StampScope } from "./scope.ts";
import type { ServicesPart } from "./services.ts";

/** What the workload builds on in the cluster. */
export interface PlatformPart {
  readonly provider: Provider;
  readonly platform: Platform;
  readonly gateway: Gateway;
}

/** Namespaces, drivers and the gateway. */
export function platformPart(
  scope: StampScope,
  network: NetworkPart,
  { certificateVault, dataConnections }: Pick<ServicesPart, "certificateVault" | "dataConnections">,
  { cluster, ready }: ClusterPart,
): PlatformPart {
  const { config, global, shared, resourceGroupName } = scope;
  const needs = imageNeeds(config);
  const provider = clusterAccess(
    "kubernetes",
    {
      resourceGroupName,
      clusterName: cluster.name,
      clusterIdentifier: scope.idInGroup("azure-native:containerservice:ManagedCluster", {
        resourceName: shared.names.managedCluster(),
      }),
    },
    {},
  );
  const authority = acmeAuthority(scope, cluster);
  const imported = authority === undefined && config.gateway.protocol === "https";
  const platform = new Platform("platform", {
    provider,
    registry: global.registry.loginServer,
    digests: lockedDigests,
    kubernetesVersion: config.cluster.kubernetesVersion,
    workloadNamespace: origin.workloadNamespace,
    secretsStore: needs.secretsStore
      ? { rotationPollMinutes: config.secretsStore.rotationPollMinutes, syncsCertificate: imported }
      : undefined,
    certManager: authority && { clientId: authority.clientId, tenantId: global.tenantId },
    dependsOn: [...ready],
  });

  const identity = federatedIdentity("gateway-identity", scope, cluster, {
    purpose: gatewayIdentity,
    namespace: gatewayNamespace,
    serviceAccount: gatewayServiceAccount,
    right: {
      role: "keyVaultSecretsUser",
      // One vault per stamp holds nothing else, and its name ends in a suffix that is drawn only while the stack is deployed.
      scope: { id: certificateVault.id, armId: `${scope.resourceGroupName}/certificates` },
      reason: "presents the stamp's certificate",
    },
  });
  const gateway = new Gateway("gateway", {
    provider,
    registry: global.registry.loginServer,
    digests: lockedDigests,
    tenantId: global.tenantId,
    clientId: identity.clientId,
    vaultName: certificateVault.name,
    protocol: config.gateway.protocol,
    hostName: scope.originHostName,
    certificate: authority ?? {
      issuer: "imported",
      vaultCertificate: config.certificate.vaultCertificate,
    },
    port: origin.originPort(config.gateway.protocol),
    annotations: loadBalancerAnnotations(scope),
    entranceAnnotations: publicEntranceAnnotations(scope),
    workloadNamespace: origin.workloadNamespace,
    sources: gatewaySources(scope, network),
    apiServer: apiServerRanges(scope),
    metrics: config.cluster.features.managedPrometheus,
    scaling: { minReplicas: config.gateway.minReplicas, maxReplicas: config.gateway.maxReplicas },
    drainSeconds: config.gateway.drainSeconds,
    dependsOn: [...platform.ready, identity, ...dataConnections],
  });
  return { provider, platform, gateway };
}

/** The load balancer that Front Door's private link leads to. */
function loadBalancerAnnotations({ config, plan, shared, privateLinkGroupName }: StampScope) {
  return {
    ...privateLinkAnnotations({
      loadBalancerSubnet: subnetNames.ingress,
      privateLinkSubnet: subnetNames.privateLink,
      privateLinkService: shared.names.privateLinkService(),
      privateLinkResourceGroup: privateLinkGroupName,
    }),
    // Whoever else sends requests to it names its address.
    ...(config.ingress.type === "none" ? {} : fixedAddressAnnotations(loadBalancerAddress(plan))),
  };
}

/** Where the gateway's pods find the API server: behind the service range, at its address in the stamp. */
function apiServerRanges({ config, plan }: StampScope): string[] {
  const { apiServer, serviceCidr } = config.cluster;
  if (apiServer.access === "public") return [];
  // The private endpoint that AKS gives the nodes sits beside the system nodes.
  return [plan.subnets.apiServer ?? plan.subnets.systemNodes, serviceCidr];
}

/** The authority that cert-manager asks, with the identity that writes the proving record; undefined for imported ones. */
function acmeAuthority(
  scope: StampScope,
  cluster: ClusterPart["cluster"],
): Extract<GatewayCertificate, { issuer: "acme" }> | undefined {
  const { config } = scope;
  const { acme } = config.certificate;
  if (!imageNeeds(config).certManager || acme === undefined) return undefined;
  const [, , subscriptionId = "", , resourceGroup = "", , , , name = ""] = acme.dnsZoneId.split("/");
  const identity = federatedIdentity("cert-manager-identity", scope, cluster, {
    purpose: "cert-manager",
    namespace: certManagerNamespace,
    serviceAccount: certManagerServiceAccount,
    right: {
      role: "dnsZoneContributor",
      scope: { id: acme.dnsZoneId, armId: acme.dnsZoneId },
      reason: "proves the stamp's name to the certificate authority",
    },
  });
  return {
    issuer: "acme",
    server: acme.server,
    email: acme.email,
    zone: { name, resourceGroup, subscriptionId },
    clientId: identity.clientId,
  };
}

function federatedIdentity(
  name: string,
  { global, shared, group, resourceGroupName }: StampScope,
  cluster: ClusterPart["cluster"],
  args: Pick<
    ConstructorParameters<typeof FederatedIdentity>[1],
    "purpose" | "namespace" | "serviceAccount" | "right"
  >,
): FederatedIdentity {
  return new FederatedIdentity(name, {
    ...shared,
    resourceGroupName,
    dependsOn: group,
    subscriptionId: global.subscriptionId,
    issuer: cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? ""),
    ...args,
  });
}
