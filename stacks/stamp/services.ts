import type * as pulumi from "@pulumi/pulumi";
import { StampVault } from "../../components/data/stampVault.ts";
import { PrivateConnection } from "../../components/network/privateConnection.ts";
import type { NetworkPart } from "./network.ts";
import type { StampScope } from "./scope.ts";

/** What the stamp keeps for itself, and what it reaches privately. */
export interface ServicesPart {
  readonly vault: StampVault["vault"];
  /** Nodes pull their images through it. */
  readonly registryConnection: PrivateConnection;
  /** What pods need before they start. */
  readonly dataConnections: readonly PrivateConnection[];
}

export function servicesPart(scope: StampScope, { network, dns }: NetworkPart): ServicesPart {
  const { global, shared } = scope;
  const { vault } = new StampVault("vault", { ...shared, tenantId: global.tenantId });
  const connect = (
    target: "registry" | "cosmos" | "keyVault",
    targetId: pulumi.Input<string>,
  ): PrivateConnection =>
    new PrivateConnection(`${target.toLowerCase()}-connection`, {
      ...shared,
      target,
      targetId,
      subnetId: network.subnets.privateEndpoints.id,
      zone: dns.zones[target],
    });
  return {
    vault,
    registryConnection: connect("registry", global.registry.id),
    dataConnections: [connect("cosmos", global.cosmos.id), connect("keyVault", vault.id)],
  };
}
