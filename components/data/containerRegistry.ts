import { CacheRule } from "@pulumi/azure-native/containerregistry/cacheRule.js";
import { CredentialSet } from "@pulumi/azure-native/containerregistry/credentialSet.js";
import { Registry } from "@pulumi/azure-native/containerregistry/registry.js";
import { Replication } from "@pulumi/azure-native/containerregistry/replication.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";

export interface ContainerRegistryArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly suffix: pulumi.Input<string>;
  /** The registry's own region. It cannot be moved. */
  readonly home: RegistryRegion;
  /** Further regions, one replica each. */
  readonly replicas: readonly RegistryRegion[];
  readonly settings: RegistrySettings;
  /** Where the secrets of credential sets are: "https://….vault.azure.net/". */
  readonly vaultUri: pulumi.Input<string>;
  readonly tags: Record<string, string>;
}

export interface RegistryRegion {
  readonly location: string;
  readonly zoneRedundant: boolean;
}

/** Who may do what with images; see config/schema/global/registry.ts. */
export interface RegistrySettings {
  /** Days a manifest without a tag is kept. */
  readonly untaggedRetentionDays: number;
  /** Days a deleted artifact can be brought back; takes the place of the retention of untagged manifests. */
  readonly softDeleteDays?: number | undefined;
  readonly quarantine: boolean;
  readonly contentTrust: boolean;
  readonly allowExport: boolean;
  readonly dataEndpoints: boolean;
  readonly allowTrustedServices: boolean;
  readonly armTokens: boolean;
  readonly credentials: readonly RegistryCredentials[];
  readonly cacheRules: readonly RegistryCacheRule[];
}

export interface RegistryCredentials {
  readonly name: string;
  readonly loginServer: string;
  readonly usernameSecret: string;
  readonly passwordSecret: string;
}

export interface RegistryCacheRule {
  readonly name: string;
  readonly source: string;
  readonly target: string;
  readonly credentials?: string | undefined;
}

/** Images and charts of every stamp, served from the stamp's own region through its private endpoint. */
export class ContainerRegistry extends pulumi.ComponentResource {
  readonly registryId: pulumi.Output<string>;
  readonly registryName: pulumi.Output<string>;
  readonly loginServer: pulumi.Output<string>;
  /** Identities that read the secrets of credential sets, by the set's name. */
  readonly credentialPrincipals: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(name: string, args: ContainerRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:ContainerRegistry", name, {}, opts);
    const { resourceGroupName, settings, tags } = args;

    const registry = new Registry(
      `${name}-registry`,
      {
        registryName: pulumi.output(args.suffix).apply((suffix) => args.names.registry(suffix)),
        resourceGroupName,
        location: args.home.location,
        sku: { name: "Premium" },
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        publicNetworkAccess: "Disabled",
        networkRuleBypassOptions: settings.allowTrustedServices ? "AzureServices" : "None",
        dataEndpointEnabled: settings.dataEndpoints,
        zoneRedundancy: enabled(args.home.zoneRedundant, "Enabled", "Disabled"),
        policies: policies(settings),
        tags,
      },
      { parent: this, protect: true },
    );

    for (const replica of args.replicas) {
      new Replication(
        `${name}-${replica.location}`,
        {
          resourceGroupName,
          registryName: registry.name,
          // Azure wants a replica to be called as its region.
          replicationName: replica.location,
          location: replica.location,
          regionEndpointEnabled: true,
          zoneRedundancy: enabled(replica.zoneRedundant, "Enabled", "Disabled"),
          tags,
        },
        { parent: this },
      );
    }

    const sets = new Map(
      settings.credentials.map((credentials): [string, CredentialSet] => {
        const secret = (text: string) => pulumi.interpolate`${args.vaultUri}secrets/${text}`;
        const set = new CredentialSet(
          `${name}-credentials-${credentials.name}`,
          {
            resourceGroupName,
            registryName: registry.name,
            credentialSetName: credentials.name,
            loginServer: credentials.loginServer,
            identity: { type: "SystemAssigned" },
            authCredentials: [
              {
                name: "Credential1",
                usernameSecretIdentifier: secret(credentials.usernameSecret),
                passwordSecretIdentifier: secret(credentials.passwordSecret),
              },
            ],
          },
          { parent: this },
        );
        return [credentials.name, set];
      }),
    );
    for (const rule of settings.cacheRules) {
      const set = sets.get(rule.credentials ?? "");
      new CacheRule(
        `${name}-cache-${rule.name}`,
        {
          resourceGroupName,
          registryName: registry.name,
          cacheRuleName: rule.name,
          sourceRepository: rule.source,
          targetRepository: rule.target,
          ...(set === undefined ? {} : { credentialSetResourceId: set.id }),
        },
        { parent: this },
      );
    }

    this.registryId = registry.id;
    this.registryName = registry.name;
    this.loginServer = registry.loginServer;
    this.credentialPrincipals = new Map(
      [...sets].map(([set, { identity }]) => [set, identity.apply((value) => value?.principalId ?? "")]),
    );
    this.registerOutputs({ registryId: this.registryId, loginServer: this.loginServer });
  }
}

/** A soft-deleted artifact and the retention of untagged manifests exclude each other. */
function policies(settings: RegistrySettings) {
  const softDelete = settings.softDeleteDays;
  return {
    azureADAuthenticationAsArmPolicy: { status: enabled(settings.armTokens) },
    exportPolicy: { status: enabled(settings.allowExport) },
    quarantinePolicy: { status: enabled(settings.quarantine) },
    trustPolicy: { status: enabled(settings.contentTrust), type: "Notary" },
    ...(softDelete === undefined
      ? { retentionPolicy: { status: "enabled", days: settings.untaggedRetentionDays } }
      : {
          retentionPolicy: { status: "disabled" },
          softDeletePolicy: { status: "enabled", retentionDays: softDelete },
        }),
  };
}

function enabled(on: boolean, yes = "enabled", no = "disabled"): string {
  return on ? yes : no;
}
