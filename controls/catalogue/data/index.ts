import type { Control } from "../../types.ts";
import { cosmosBackup } from "./cosmosBackup.ts";
import { cosmosFailover } from "./cosmosFailover.ts";
import { cosmosMetadataWrites } from "./cosmosMetadataWrites.ts";
import { cosmosNoBypass } from "./cosmosNoBypass.ts";
import { customerKeys } from "./customerKeys.ts";
import { networkRulesDeny } from "./networkRulesDeny.ts";
import { noAccessRules } from "./noAccessRules.ts";
import { noAnonymousBlobs } from "./noAnonymousBlobs.ts";
import { noCrossTenantReplication } from "./noCrossTenantReplication.ts";
import { noKeys } from "./noKeys.ts";
import { noLocalUsers } from "./noLocalUsers.ts";
import { noPublicAccess } from "./noPublicAccess.ts";
import { protectedState } from "./protectedState.ts";
import { softDelete } from "./softDelete.ts";
import { storageHttpsOnly } from "./storageHttpsOnly.ts";
import { tlsVersion } from "./tlsVersion.ts";
import { vaultNotForDeployments } from "./vaultNotForDeployments.ts";
import { vaultPurgeProtection } from "./vaultPurgeProtection.ts";
import { vaultRoles } from "./vaultRoles.ts";
import { zoneRedundant } from "./zoneRedundant.ts";

export const dataControls: readonly Control[] = [
  noPublicAccess,
  networkRulesDeny,
  noAnonymousBlobs,
  noCrossTenantReplication,
  noKeys,
  noLocalUsers,
  noAccessRules,
  tlsVersion,
  storageHttpsOnly,
  customerKeys,
  vaultPurgeProtection,
  vaultRoles,
  vaultNotForDeployments,
  cosmosBackup,
  cosmosFailover,
  cosmosMetadataWrites,
  cosmosNoBypass,
  zoneRedundant,
  softDelete,
  protectedState,
];
