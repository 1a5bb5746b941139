import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../config/context.ts";
import { regionsOf } from "../config/regions.ts";
import type { GlobalConfig } from "../config/schema/global.ts";
import type { GlobalContract } from "../contracts/global.ts";
import { apiOriginGroup } from "../lib/origin.ts";
import { dataPart } from "./global/data.ts";
import { edgePart } from "./global/edge.ts";
import { networkPart } from "./global/network.ts";
import { observabilityPart } from "./global/observability.ts";
import { globalScope } from "./global/scope.ts";
import { refuseLostRegions } from "./lostRegions.ts";
import type { Promised } from "./promised.ts";

/** What all stamps share and what outlives them. */
export async function program(
  context: StackContext<GlobalConfig>,
): Promise<{ contract: pulumi.Output<unknown> }> {
  const { config, stack } = context;
  await refuseLostRegions(stack, regionsOf(context.siblings), config.retiredRegions);

  const scope = await globalScope(context);
  const logs = observabilityPart(scope);
  const data = dataPart(scope);
  const frontDoor = edgePart(scope, data);
  const firewallPolicy = networkPart(scope);

  const { home, shared } = scope;
  const { names, resourceGroupName } = shared;
  const { cosmos, registry } = data;
  const contract: Promised<GlobalContract> = {
    version: 1,
    environment: stack.environment ?? "",
    suffix: shared.suffix,
    location: home.location,
    tenantId: scope.tenantId,
    subscriptionId: scope.subscriptionId,
    regions: logs.regional.map(({ location, workspaceId }) => ({ location, workspaceId })),
    monitoring: { workspaceId: logs.globalWorkspaceId },
    cosmos: {
      id: cosmos.accountId,
      name: cosmos.accountName,
      endpoint: cosmos.endpoint,
      databaseName: config.cosmos.databaseName,
      resourceGroupName,
      regions: [...context.stampRegions],
    },
    registry: {
      id: registry.registryId,
      name: registry.registryName,
      loginServer: registry.loginServer,
      resourceGroupName,
      regions: [...data.registryRegions],
    },
    frontDoor: {
      profileId: frontDoor.profileId,
      profileName: names.frontDoorProfile(),
      resourceGroupName,
      frontDoorId: frontDoor.frontDoorId,
      endpointHostName: frontDoor.endpointHostName,
      originGroups: { api: { name: names.frontDoorOriginGroup(apiOriginGroup) } },
    },
    firewallPolicy: { id: firewallPolicy.policyId, location: home.location },
  };
  return { contract: pulumi.output<unknown>(contract) };
}
