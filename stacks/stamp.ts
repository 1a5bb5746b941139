import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../config/context.ts";
import type { StampConfig } from "../config/schema/stamp.ts";
import { formatStackName } from "../config/stackName.ts";
import { globalContractSchema, type GlobalContract } from "../contracts/global.ts";
import { readContract } from "../contracts/reference.ts";
import type { StampContract } from "../contracts/stamp.ts";
import type { Promised } from "./promised.ts";
import { clusterPart } from "./stamp/cluster.ts";
import { edgePart } from "./stamp/edge.ts";
import { networkPart } from "./stamp/network.ts";
import { stampScope } from "./stamp/scope.ts";
import { servicesPart } from "./stamp/services.ts";
import { workloadPart } from "./stamp/workload.ts";

/** Everything that one region needs to serve requests by itself. */
export async function program(
  context: StackContext<StampConfig>,
): Promise<{ contract: pulumi.Output<unknown> }> {
  const scope = await stampScope(context, await readGlobal(context));
  const network = networkPart(scope);
  const services = servicesPart(scope, network);
  const cluster = clusterPart(scope, network, services);
  const workload = workloadPart(scope, services, cluster);
  edgePart(scope, workload);

  const { config, resourceGroupName, shared } = scope;
  const contract: Promised<StampContract> = {
    version: 1,
    stack: context.stack.text,
    location: config.location,
    resourceGroupName,
    addressSpace: scope.plan.addressSpace,
    firewall: { privateIp: network.firewall.privateIp, publicIps: network.firewall.publicIps },
    cluster: {
      id: cluster.cluster.id,
      name: cluster.cluster.name,
      privateFqdn: cluster.cluster.privateFQDN,
    },
    keyVault: { id: services.vault.id, name: services.vault.name },
    origin: {
      name: shared.names.frontDoorOrigin(),
      hostName: workload.originHostName,
      enabled: config.edge.enabled,
      weight: config.edge.weight,
    },
  };
  return { contract: pulumi.output<unknown>(contract) };
}

/** The contract of the global stack of the same environment. */
function readGlobal({ stack }: StackContext<StampConfig>): Promise<GlobalContract> {
  const text = formatStackName({ environment: stack.environment, kind: "global" });
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${text}`;
  return readContract(
    new pulumi.StackReference(text, { name }),
    text,
    globalContractSchema,
    `pulumi up -s ${text}`,
  );
}
