import type * as pulumi from "@pulumi/pulumi";
import { OperationsAccess } from "../../components/operations/operationsAccess.ts";
import type { StackContext } from "../../config/context.ts";
import { activeOpsStacks } from "../../config/ops.ts";
import type { StampConfig } from "../../config/schema/stamp.ts";
import { UserError } from "../../config/userError.ts";
import type { OpsContract } from "../../contracts/ops.ts";
import { opsStampEndpoints, type OpsStampEndpoint, type OpsZoneTarget } from "../../lib/ops/endpoints.ts";
import { privateDnsZone } from "../../lib/privateLink.ts";
import { stampData } from "../../lib/stampData.ts";
import { readOps } from "../otherStacks.ts";
import type { ClusterPart } from "./cluster.ts";
import type { StampScope } from "./scope.ts";
import type { ServicesPart } from "./services.ts";

/**
 * The operations networks of the environment. Without any a stamp is complete as well: nobody reaches its API server then.
 *
 * @throws UserError for one that has a file and is not deployed.
 */
export async function readOperations({ siblings }: StackContext<StampConfig>): Promise<OpsContract[]> {
  return Promise.all(activeOpsStacks(siblings).map(readOps));
}

/**
 * Private endpoints of the stamp in every operations network, and what agents there may do with its storage. They are the
 * stamp's own, so they come and go with it.
 */
export function operationsPart(
  scope: StampScope,
  operations: readonly OpsContract[],
  services: ServicesPart,
  { cluster }: Pick<ClusterPart, "cluster">,
): void {
  const { config, global, shared } = scope;
  const targets: Readonly<Record<OpsStampEndpoint, pulumi.Input<string>>> = {
    apiServer: cluster.id,
    keyVault: services.vault.id,
    certificates: services.certificateVault.id,
    websiteBlob: services.storage.website.id,
    dataBlob: services.storage.data.id,
    dataTable: services.storage.data.id,
  };
  for (const ops of operations) {
    new OperationsAccess(`ops-${ops.location}`, {
      ...shared,
      subscriptionId: global.subscriptionId,
      location: ops.location,
      subnetId: ops.privateEndpoints.subnetId,
      endpoints: opsStampEndpoints(config.cluster.apiServer.access).map(([purpose, target]) => ({
        purpose,
        target,
        targetId: targets[purpose],
        zone: zoneOf(scope, ops, target),
      })),
      agents:
        ops.agents?.mayDeploy === true
          ? {
              principal: { principalId: ops.agents.principalId, armId: ops.agents.identityId },
              uploadsTo: uploadScopes(scope, services),
            }
          : undefined,
    });
  }
}

/** @throws UserError when the operations stack was last deployed before the stamp's region had a file. */
function zoneOf({ config }: StampScope, ops: OpsContract, target: OpsZoneTarget | "aks") {
  const { location } = config;
  const zoneName = privateDnsZone(target, location);
  const id = target === "aks" ? ops.apiServerZones[location] : ops.zones[target];
  if (id !== undefined) return { zone: { id }, zoneName };
  throw new UserError({
    problem: `Stack '${ops.stack}' has no zone ${zoneName} for this stamp's API server: it was deployed before ${location} had a stamp.`,
    remedy: `Run \`pulumi up -s ${ops.stack}\` first.`,
  });
}

/** Pipelines upload the website, and the object that keeps the stamp in rotation. */
function uploadScopes({ global, idInGroup, shared }: StampScope, { storage }: ServicesPart) {
  const account = (purpose: "spa" | "data"): string => shared.names.storageAccount(purpose, global.suffix);
  return {
    website: {
      id: storage.website.id,
      armId: idInGroup("azure-native:storage:StorageAccount", { accountName: account("spa") }),
    },
    health: {
      id: storage.healthContainer.id,
      armId: idInGroup("azure-native:storage:BlobContainer", {
        accountName: account("data"),
        containerName: stampData.healthContainer,
      }),
    },
  };
}
