import { Secret } from "@pulumi/azure-native/keyvault/secret.js";
import type { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import * as pulumi from "@pulumi/pulumi";
import { suffixLength, type Names } from "../../lib/names.ts";
import { runtimeKeys, type RuntimeKeyId } from "../../lib/workload/runtimeKeys.ts";
import type { Scope } from "../identity/roleAssignment.ts";
import { closedVault } from "./closedVault.ts";

export interface StampVaultArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tenantId: string;
  /** The id that the vault would have with this name. */
  readonly vaultIdFor: (vaultName: string) => string;
  /** What the workload is told. */
  readonly values: Readonly<Record<RuntimeKeyId, pulumi.Input<string>>>;
  /** When the sensitive values expire, in seconds since 1970. */
  readonly sensitiveExpiry: number;
  readonly tags: Record<string, string>;
}

/** Stands in for the random suffix where ids have to be known before the vault is. */
const unknownSuffix = "x".repeat(suffixLength);

/**
 * All that the workload of one stamp is told at run time. This program alone writes it: people have no role on the vault,
 * and components of the workload one on each secret of their own.
 */
export class StampVault extends pulumi.ComponentResource {
  readonly vault: Vault;
  /**
   * Each secret, for role assignments. The plain ids are known before the vault exists and serve to tell assignments apart:
   * they have a stand-in for the vault's random suffix.
   */
  readonly secrets: Readonly<Record<RuntimeKeyId, Scope>>;
  /** The version of each secret's value, by which others notice that it has changed. */
  readonly versions: Readonly<Record<RuntimeKeyId, pulumi.Output<string>>>;
  /** The secrets themselves, for what must not start before them. */
  readonly written: readonly Secret[];

  constructor(name: string, args: StampVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:StampVault", name, {}, opts);

    this.vault = closedVault(name, args, { parent: this });

    const plainVaultId = args.vaultIdFor(args.names.keyVault(unknownSuffix));
    const secrets = (Object.keys(runtimeKeys) as RuntimeKeyId[]).map((id) => {
      const secret = this.#secret(name, id, args);
      const scope: Scope = { id: secret.id, armId: `${plainVaultId}/secrets/${runtimeKeys[id].secret}` };
      return { id, secret, scope };
    });
    this.secrets = Object.fromEntries(secrets.map(({ id, scope }) => [id, scope])) as Record<
      RuntimeKeyId,
      Scope
    >;
    this.versions = Object.fromEntries(
      // Which version it is gives nothing away of its value.
      secrets.map(({ id, secret }) => [
        id,
        pulumi.unsecret(secret.properties).apply(({ secretUriWithVersion }) => secretUriWithVersion ?? ""),
      ]),
    ) as Record<RuntimeKeyId, pulumi.Output<string>>;
    this.written = secrets.map(({ secret }) => secret);

    this.registerOutputs({ vaultId: this.vault.id });
  }

  #secret(name: string, id: RuntimeKeyId, args: StampVaultArgs): Secret {
    const { secret, sensitive } = runtimeKeys[id];
    const value = args.values[id];
    return new Secret(
      `${name}-${secret.toLowerCase()}`,
      {
        secretName: secret,
        vaultName: this.vault.name,
        resourceGroupName: args.resourceGroupName,
        properties: {
          value: sensitive ? pulumi.secret(value) : value,
          contentType: "text/plain",
          attributes: { enabled: true, ...(sensitive ? { expires: args.sensitiveExpiry } : {}) },
        },
        tags: args.tags,
      },
      // Resource Manager writes secrets and does not delete them; azure-native would go to the vault itself, which lets
      // nobody in from outside. They go with the vault, and one that is no longer written stays behind without readers.
      { parent: this, retainOnDelete: true },
    );
  }
}
