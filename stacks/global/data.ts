import { ContainerRegistry } from "../../components/data/containerRegistry.ts";
import { GlobalStorage } from "../../components/data/globalStorage.ts";
import { GlobalVault } from "../../components/data/globalVault.ts";
import { assignRole } from "../../components/identity/roleAssignment.ts";
import { storageSku } from "../../lib/storageSku.ts";
import type { LastGlobal } from "../lostRegions.ts";
import { cosmosPart, type CosmosPart } from "./cosmos.ts";
import type { ObservabilityPart } from "./observability.ts";
import type { GlobalScope } from "./scope.ts";

/** What is stored once for all regions. */
export interface DataPart {
  readonly cosmos: CosmosPart;
  readonly registry: ContainerRegistry;
  /** Regions of the registry, its home first. */
  readonly registryRegions: readonly string[];
  readonly storage: GlobalStorage;
  readonly vault: GlobalVault;
}

export function dataPart(
  scope: GlobalScope,
  { actionGroup }: Pick<ObservabilityPart, "actionGroup">,
  last: LastGlobal | undefined,
): DataPart {
  const { config, context, home, shared, subscriptionId, zonal } = scope;
  const cosmos = cosmosPart(scope, last);

  const { expiryNotices, expiryWebhook, sku } = config.vault;
  const vault = new GlobalVault("vault", {
    ...shared,
    location: home.location,
    subscriptionId,
    tenantId: scope.tenantId,
    stack: context.stack.text,
    sku,
    notices: expiryNotices ? { actionGroupId: actionGroup.id } : undefined,
    webhook: expiryWebhook,
  });

  const { zoneRedundant, ...settings } = config.registry;
  const registryRegion = (location: string) => ({
    location,
    zoneRedundant: zoneRedundant && zonal(location),
  });
  const replicas = context.stampRegions.filter((location) => location !== home.location);
  const registry = new ContainerRegistry("registry", {
    ...shared,
    home: registryRegion(home.location),
    replicas: replicas.map(registryRegion),
    settings,
    vaultUri: vault.vaultUri,
  });
  for (const [set, principalId] of registry.credentialPrincipals) {
    assignRole(
      `registry-reads-${set}`,
      {
        subscriptionId,
        role: "keyVaultSecretsUser",
        principal: { principalId, armId: `registry credentials ${set}` },
        scope: { id: vault.vault.id, armId: `vault of ${context.stack.text}` },
        reason: `logs in upstream with the credential set ${set}`,
      },
      { parent: registry },
    );
  }

  const storage = new GlobalStorage("storage", {
    ...shared,
    ...config.storage,
    location: home.location,
    sku: storageSku(home),
  });
  return { cosmos, registry, registryRegions: [home.location, ...replicas], storage, vault };
}
