import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import type * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random/randomString.js";
import { suffixLength, type Names } from "../../lib/names.ts";

export interface ClosedVaultArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tenantId: string;
  readonly tags: Record<string, string>;
}

/** The longest Azure offers (keyvault Vault, API version 2024-11-01: 7 to 90 days). */
const softDeleteRetentionInDays = 90;

/** A vault that is reached by private endpoints only, and in which Entra ID decides who may do what. */
export function closedVault(name: string, args: ClosedVaultArgs, opts: pulumi.CustomResourceOptions): Vault {
  // A deleted vault keeps its name for 90 days. A suffix of its own lets a stamp be destroyed and made again.
  const suffix = new RandomString(
    `${name}-suffix`,
    { length: suffixLength, upper: false, special: false },
    opts.parent === undefined ? {} : { parent: opts.parent },
  );
  return new Vault(
    `${name}-vault`,
    {
      vaultName: suffix.result.apply((text) => args.names.keyVault(text)),
      resourceGroupName: args.resourceGroupName,
      location: args.location,
      properties: {
        tenantId: args.tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays,
        enablePurgeProtection: true,
        publicNetworkAccess: "Disabled",
        networkAcls: { defaultAction: "Deny", bypass: "None" },
      },
      tags: args.tags,
    },
    // Not protected: a stamp may be destroyed at any time, and a deleted vault can be recovered for 90 days.
    opts,
  );
}
