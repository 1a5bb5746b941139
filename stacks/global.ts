import { setImmediate as oneTurn } from "node:timers/promises";
import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random/randomString.js";
import { ContainerRegistry } from "../components/data/containerRegistry.ts";
import { CosmosDatabase } from "../components/data/cosmosDatabase.ts";
import { GlobalStorage } from "../components/data/globalStorage.ts";
import { FrontDoor } from "../components/edge/frontDoor.ts";
import { ParentFirewallPolicy } from "../components/network/parentFirewallPolicy.ts";
import { LogWorkspaces } from "../components/observability/logWorkspaces.ts";
import type { StackContext } from "../config/context.ts";
import { regionsOf, requireRegion } from "../config/regions.ts";
import type { GlobalConfig } from "../config/schema.ts";
import { stackFileName } from "../config/stackName.ts";
import type { GlobalContract } from "../contracts/global.ts";
import { namesFor, suffixLength } from "../lib/names.ts";
import { apiOriginGroup } from "../lib/origin.ts";
import { storageSku } from "../lib/storageSku.ts";
import { stackTags } from "../lib/tags.ts";
import { refuseLostRegions } from "./lostRegions.ts";
import type { Promised } from "./promised.ts";

/** What all stamps share and what outlives them. */
export async function program(
  context: StackContext<GlobalConfig>,
): Promise<{ contract: pulumi.Output<unknown> }> {
  const { config, stack, stampRegions } = context;
  const regions = regionsOf(context.siblings);
  await refuseLostRegions(stack, regions, config.retiredRegions);

  const { tenantId, subscriptionId } = await getClientConfig();
  const names = namesFor(stack);
  const tags = stackTags(stack, config.tags);
  const home = requireRegion(config.location, { file: stackFileName(stack.text), key: "location" });
  const zonal = (location: string): boolean => requireRegion(location, {}).zones;

  const group = new ResourceGroup("global", {
    resourceGroupName: names.resourceGroup(),
    location: home.location,
    tags,
  });
  const monitoringGroup = new ResourceGroup("monitoring", {
    resourceGroupName: names.resourceGroup("monitoring"),
    location: home.location,
    tags,
  });

  // The engine begins with the groups while the rest is still being declared.
  await oneTurn();

  // Part of names that cannot change, so it is as lasting as what bears them.
  const suffix = new RandomString(
    "suffix",
    { length: suffixLength, upper: false, special: false },
    { protect: true },
  ).result;

  const logs = new LogWorkspaces("logs", {
    scope: stack,
    resourceGroupName: monitoringGroup.name,
    location: home.location,
    regions,
    retentionInDays: config.logs.retentionInDays,
    dailyQuotaGb: config.logs.dailyQuotaGb,
    tags,
  });

  const shared = { names, resourceGroupName: group.name, tags };
  const cosmos = new CosmosDatabase("cosmos", {
    ...shared,
    suffix,
    regions: stampRegions.map((location) => ({
      location,
      zoneRedundant: config.cosmos.zoneRedundant[location] ?? zonal(location),
    })),
    databaseName: config.cosmos.databaseName,
    maxThroughput: config.cosmos.maxThroughput,
  });

  const registryRegion = (location: string) => ({
    location,
    zoneRedundant: config.registry.zoneRedundant && zonal(location),
  });
  const replicas = stampRegions.filter((location) => location !== home.location);
  const registry = new ContainerRegistry("registry", {
    ...shared,
    suffix,
    home: registryRegion(home.location),
    replicas: replicas.map(registryRegion),
  });

  const storage = new GlobalStorage("storage", {
    ...shared,
    suffix,
    location: home.location,
    sku: storageSku(home),
  });

  const frontDoor = new FrontDoor("front-door", {
    ...shared,
    suffix,
    stack: stack.text,
    rateLimitPerMinute: config.frontDoor.rateLimitPerMinute,
    originResponseTimeoutSeconds: config.frontDoor.originResponseTimeoutSeconds,
    sorryPage: {
      storageAccountId: storage.accountId,
      hostName: storage.webHostName,
      privateLinkLocation: home.frontDoorPrivateLinkNearest,
    },
  });

  const firewallPolicy = new ParentFirewallPolicy("firewall-policy", {
    policyName: names.firewallPolicy(),
    resourceGroupName: group.name,
    location: home.location,
    tags,
  });

  const contract: Promised<GlobalContract> = {
    version: 1,
    environment: stack.environment ?? "",
    suffix,
    location: home.location,
    tenantId,
    subscriptionId,
    regions: logs.regional.map(({ location, workspaceId }) => ({ location, workspaceId })),
    monitoring: { workspaceId: logs.globalWorkspaceId },
    cosmos: {
      id: cosmos.accountId,
      name: cosmos.accountName,
      endpoint: cosmos.endpoint,
      databaseName: config.cosmos.databaseName,
      resourceGroupName: group.name,
      regions: [...stampRegions],
    },
    registry: {
      id: registry.registryId,
      name: registry.registryName,
      loginServer: registry.loginServer,
      resourceGroupName: group.name,
      regions: [home.location, ...replicas],
    },
    frontDoor: {
      profileId: frontDoor.profileId,
      profileName: names.frontDoorProfile(),
      resourceGroupName: group.name,
      frontDoorId: frontDoor.frontDoorId,
      endpointHostName: frontDoor.endpointHostName,
      originGroups: { api: { name: names.frontDoorOriginGroup(apiOriginGroup) } },
    },
    firewallPolicy: { id: firewallPolicy.policyId, location: home.location },
  };
  return { contract: pulumi.output<unknown>(contract) };
}
