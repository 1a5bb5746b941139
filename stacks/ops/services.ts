import type * as pulumi from "@pulumi/pulumi";
import { PrivateConnection } from "../../components/network/privateConnection.ts";
import { PrivateDns } from "../../components/network/privateDns.ts";
import { StateStorage } from "../../components/operations/stateStorage.ts";
import { opsGlobalEndpoints, opsZoneTargets, type OpsZoneTarget } from "../../lib/ops/endpoints.ts";
import { storageSku } from "../../lib/storageSku.ts";
import type { NetworkPart } from "./network.ts";
import type { OpsScope } from "./scope.ts";

/** Names, and what is reached privately. */
export interface ServicesPart {
  readonly dns: PrivateDns<OpsZoneTarget>;
  /** Zone of the API servers of each region that has a stamp. */
  readonly apiServerZones: Readonly<Record<string, pulumi.Output<string>>>;
  /** Undefined where the state is kept elsewhere. */
  readonly state: StateStorage | undefined;
}

/**
 * Zones and endpoints. A network takes one zone of a name, so the zones are this stack's, and stamps of all generations write
 * their records into them; which regions have stamps follows from the stack files.
 */
export function servicesPart(scope: OpsScope, { network }: NetworkPart): ServicesPart {
  const { config, context, global, region, shared } = scope;
  const virtualNetworkId = network.virtualNetwork.id;
  const dns = new PrivateDns("dns", {
    ...shared,
    targets: opsZoneTargets,
    virtualNetworkId,
    // Agents also use storage of others, Azure Pipelines' and GitHub's, which may have private endpoints elsewhere.
    askPublicly: true,
  });
  const apiServerZones = Object.fromEntries(
    [...context.stampRegions].sort().map((location) => {
      const zones = new PrivateDns(`dns-${location}`, {
        ...shared,
        location,
        targets: ["aks"],
        virtualNetworkId,
      });
      return [location, zones.zones.aks.zone.id] as const;
    }),
  );

  const state =
    config.state.backend === "storage"
      ? new StateStorage("state", { ...shared, suffix: global.suffix, sku: storageSku(region) })
      : undefined;

  const connect = (purpose: string, target: OpsZoneTarget, targetId: pulumi.Input<string>): void => {
    new PrivateConnection(`${purpose.toLowerCase()}-connection`, {
      ...shared,
      purpose,
      target,
      targetId,
      subnetId: network.subnets.privateEndpoints.id,
      zones: dns.allZones[target],
    });
  };
  for (const [purpose, target] of opsGlobalEndpoints) connect(purpose, target, global[purpose].id);
  if (state !== undefined) connect("state", "blob", state.account.id);
  return { dns, apiServerZones, state };
}
