import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../config/context.ts";
import type { StampConfig } from "../config/schema/stamp.ts";
import type { StampContract } from "../contracts/stamp.ts";
import { collectDiagnosed } from "../components/observability/diagnostics.ts";
import { forgetVersionAliases } from "../components/versionAliases.ts";
import { stampData } from "../lib/stampData.ts";
import { readGlobal } from "./otherStacks.ts";
import type { Promised } from "./promised.ts";
import { alertsPart } from "./stamp/alerts.ts";
import { clusterPart } from "./stamp/cluster.ts";
import { edgePart } from "./stamp/edge.ts";
import { governancePart } from "./stamp/governance.ts";
import { identitiesPart } from "./stamp/identities.ts";
import { applicationGatewayPart } from "./stamp/ingress.ts";
import { networkPart } from "./stamp/network.ts";
import { operationsPart, readOperations } from "./stamp/operations.ts";
import { diagnosticsPart } from "./stamp/observability.ts";
import { stampScope } from "./stamp/scope.ts";
import { servicesPart } from "./stamp/services.ts";
import { workloadPart } from "./stamp/workload.ts";

/** Everything that one region needs to serve requests by itself. */
export async function program(
  context: StackContext<StampConfig>,
): Promise<{ contract: pulumi.Output<unknown> }> {
  forgetVersionAliases();
  const registered = collectDiagnosed();
  const global = await readGlobal(context.stack);
  const operations = await readOperations(context);
  const scope = await stampScope(context, global);
  const network = networkPart(scope);
  const services = servicesPart(scope, network);
  const cluster = await clusterPart(scope, network, services);
  const identities = identitiesPart(scope, services, cluster);
  const workload = workloadPart(scope, network, services, cluster, identities);
  applicationGatewayPart(scope, network.network, services, workload.gateway.release);
  operationsPart(scope, operations, services, cluster);
  edgePart(scope, { gateway: workload.gateway.release, storage: services.storage });
  alertsPart(scope, { network, services, cluster: cluster.cluster, gateway: workload.gateway.release });
  diagnosticsPart(scope, registered);
  governancePart(scope, services, registered);

  const { config, resourceGroupName, shared } = scope;
  const contract: Promised<StampContract> = {
    version: 1,
    stack: context.stack.text,
    location: config.location,
    resourceGroupName,
    addressSpace: scope.plan.addressSpace,
    firewall: {
      privateIp: network.firewall?.privateIp ?? network.wayOut.nextHopIp,
      publicIps: network.publicIps,
    },
    cluster: {
      id: cluster.cluster.id,
      name: cluster.cluster.name,
      privateFqdn: cluster.privateFqdn,
      kubernetesVersion: config.cluster.kubernetesVersion,
      systemPools: cluster.systemPools,
    },
    keyVault: { id: services.vault.id, name: services.vault.name },
    certificateVault: { id: services.certificateVault.id, name: services.certificateVault.name },
    eventHubs: {
      id: services.eventHubs.namespace.id,
      name: services.eventHubs.namespace.name,
      hostName: services.eventHubs.hostName,
      eventHub: stampData.eventHub,
      consumerGroup: stampData.consumerGroup,
    },
    storage: {
      website: {
        id: services.storage.website.id,
        name: services.storage.website.name,
        webHostName: services.storage.webHostName,
      },
      data: {
        id: services.storage.data.id,
        name: services.storage.data.name,
        checkpointContainer: stampData.checkpointContainer,
        healthContainer: stampData.healthContainer,
        healthBlob: stampData.healthBlob,
        poisonTable: stampData.poisonTable,
      },
    },
    operations: operations.map(({ stack }) => stack),
    origin: {
      name: shared.names.frontDoorOrigin(),
      hostName: scope.originHostName,
      enabled: config.edge.enabled && config.gateway.protocol === "https",
      weight: config.edge.weight,
    },
  };
  return { contract: pulumi.output<unknown>(contract) };
}
