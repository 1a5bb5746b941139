import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "../config/context.ts";
import { collectDiagnosed } from "../components/observability/diagnostics.ts";
import { forgetVersionAliases } from "../components/versionAliases.ts";
import { regionsOf } from "../config/regions.ts";
import type { GlobalConfig } from "../config/schema/global.ts";
import type { GlobalContract } from "../contracts/global.ts";
import { dataPart } from "./global/data.ts";
import { edgePart } from "./global/edge.ts";
import { networkPart } from "./global/network.ts";
import { alertsPart } from "./global/alerts.ts";
import { policyPart } from "./global/policy.ts";
import { observabilityPart, observedGlobally, observedRegions } from "./global/observability.ts";
import { globalScope } from "./global/scope.ts";
import { retiringText } from "../lib/retiring.ts";
import { cosmosContract } from "./global/cosmos.ts";
import { governancePart, recordsPart } from "./global/governance.ts";
import { lastGlobal, refuseLostRegions, refuseMove, retiringNow } from "./lostRegions.ts";
import type { Promised } from "./promised.ts";

/** What all stamps share and what outlives them. */
export async function program(
  context: StackContext<GlobalConfig>,
): Promise<{ contract: pulumi.Output<unknown> }> {
  const { config, stack } = context;
  const last = await lastGlobal(stack);
  const regions = regionsOf(context.siblings);
  refuseLostRegions(stack, last, regions, config.retiredRegions);
  refuseMove(stack, last, config.location);
  const retiring = retiringNow(last, regions);
  if (retiring.length > 0) void pulumi.log.warn(retiringText(retiring));

  forgetVersionAliases();
  const registered = collectDiagnosed();
  const scope = await globalScope(context, retiring);
  const observability = observabilityPart(scope);
  const data = dataPart(scope, observability, last);
  const frontDoor = edgePart(scope, data);
  const firewallPolicies = networkPart(scope);
  const governance = governancePart(scope, observability);
  policyPart(scope);
  alertsPart(scope, observability, {
    frontDoor: {
      id: frontDoor.profileId,
      hostName: config.frontDoor.customDomains[0]?.hostName ?? frontDoor.endpointHostName,
    },
    cosmosId: data.cosmos.database.accountId,
    registryId: data.registry.registryId,
    storageIds: [data.storage.accountId],
    keyVaultIds: [data.vault.vault.id],
  });
  recordsPart(scope, observability, data, governance, registered);

  const { home, shared } = scope;
  const { names, resourceGroupName } = shared;
  const { registry, storage, vault } = data;
  const contract: Promised<GlobalContract> = {
    version: 1,
    environment: stack.environment ?? "",
    suffix: shared.suffix,
    location: home.location,
    tenantId: scope.tenantId,
    subscriptionId: scope.subscriptionId,
    regions: observedRegions(observability),
    ...(retiring.length > 0 && { retiring: [...retiring] }),
    monitoring: observedGlobally(observability),
    cosmos: cosmosContract(scope, data.cosmos),
    registry: {
      id: registry.registryId,
      name: registry.registryName,
      loginServer: registry.loginServer,
      resourceGroupName,
      regions: [...data.registryRegions],
    },
    storage: { id: storage.accountId, name: storage.accountName },
    keyVault: { id: vault.vault.id, name: vault.vault.name, uri: vault.vaultUri },
    archive: { storageAccountId: governance.archive.accountId },
    frontDoor: {
      profileId: frontDoor.profileId,
      profileName: names.frontDoorProfile(),
      resourceGroupName,
      frontDoorId: frontDoor.frontDoorId,
      endpointHostName: frontDoor.endpointHostName,
      originGroups: {
        api: { name: names.frontDoorOriginGroup("api") },
        site: { name: names.frontDoorOriginGroup("site") },
        images: { name: names.frontDoorOriginGroup("images") },
      },
      customDomains: [...frontDoor.customDomains],
    },
    firewallPolicies: {
      location: home.location,
      premium: firewallPolicies.premium.policyId,
      standard: firewallPolicies.standard?.policyId,
    },
    ...(governance.ddosProtectionPlanId && { ddosProtectionPlanId: governance.ddosProtectionPlanId }),
  };
  return { contract: pulumi.output<unknown>(contract) };
}
