import type { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import * as pulumi from "@pulumi/pulumi";
import { closedVault, type ClosedVaultArgs } from "./closedVault.ts";

/**
 * Where the stamp's certificate is kept, and nothing else.
 *
 * The pipeline that imports it gets rights on this vault, and so none on what the workload is told; the gateway may read
 * everything in it, and so nothing else. A role on the certificate alone, within the other vault, could not be given before
 * the certificate is there.
 */
export class CertificateVault extends pulumi.ComponentResource {
  readonly vault: Vault;

  constructor(name: string, args: ClosedVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:CertificateVault", name, {}, opts);
    this.vault = closedVault(name, args, { parent: this });
    this.registerOutputs({ vaultId: this.vault.id });
  }
}
