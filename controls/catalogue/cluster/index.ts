import type { Control } from "../../types.ts";
import { autoscalerOwnsCount } from "./autoscalerOwnsCount.ts";
import { egress } from "./egress.ts";
import { entraId } from "./entraId.ts";
import { imageCleaner } from "./imageCleaner.ts";
import { maintenanceWindows } from "./maintenanceWindows.ts";
import { networkPolicies } from "./networkPolicies.ts";
import { nodeGroupLocked } from "./nodeGroupLocked.ts";
import { nodeImageChannel } from "./nodeImageChannel.ts";
import { nodesInSubnet } from "./nodesInSubnet.ts";
import { nodesPrivate } from "./nodesPrivate.ts";
import { noLocalAccounts } from "./noLocalAccounts.ts";
import { noPublicName } from "./noPublicName.ts";
import { noRunCommand } from "./noRunCommand.ts";
import { ownIdentities } from "./ownIdentities.ts";
import { policyAddOn } from "./policyAddOn.ts";
import { poolScales } from "./poolScales.ts";
import { poolZones } from "./poolZones.ts";
import { privateApiServer } from "./privateApiServer.ts";
import { supportedVersion } from "./supportedVersion.ts";
import { systemPool } from "./systemPool.ts";
import { trustedLaunch } from "./trustedLaunch.ts";
import { upgradeChannel } from "./upgradeChannel.ts";
import { uptimeTier } from "./uptimeTier.ts";
import { workloadIdentity } from "./workloadIdentity.ts";

export const clusterControls: readonly Control[] = [
  privateApiServer,
  noPublicName,
  noLocalAccounts,
  noRunCommand,
  policyAddOn,
  upgradeChannel,
  nodeImageChannel,
  networkPolicies,
  nodeGroupLocked,
  uptimeTier,
  imageCleaner,
  nodesPrivate,
  nodesInSubnet,
  poolZones,
  poolScales,
  trustedLaunch,
  egress,
  entraId,
  ownIdentities,
  workloadIdentity,
  supportedVersion,
  maintenanceWindows,
  systemPool,
  autoscalerOwnsCount,
];
