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
  readonly tags: Record<string, string>;
}

export interface RegistryRegion {
  readonly location: string;
  readonly zoneRedundant: boolean;
}

/** Days an untagged manifest is kept before it is deleted. */
const untaggedRetentionDays = 30;

/** Images and charts of every stamp, served from the stamp's own region through its private endpoint. */
export class ContainerRegistry extends pulumi.ComponentResource {
  readonly registryId: pulumi.Output<string>;
  readonly registryName: pulumi.Output<string>;
  readonly loginServer: pulumi.Output<string>;

  constructor(name: string, args: ContainerRegistryArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:ContainerRegistry", name, {}, opts);
    const { resourceGroupName, tags } = args;

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
        networkRuleBypassOptions: "None",
        // Layers come from the registry's own hosts and not from a storage account shared with other tenants.
        dataEndpointEnabled: true,
        zoneRedundancy: zoneRedundancy(args.home),
        policies: {
          exportPolicy: { status: "disabled" },
          quarantinePolicy: { status: "disabled" },
          trustPolicy: { status: "disabled", type: "Notary" },
          retentionPolicy: { status: "enabled", days: untaggedRetentionDays },
        },
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
          zoneRedundancy: zoneRedundancy(replica),
          tags,
        },
        { parent: this },
      );
    }

    this.registryId = registry.id;
    this.registryName = registry.name;
    this.loginServer = registry.loginServer;
    this.registerOutputs({ registryId: this.registryId, loginServer: this.loginServer });
  }
}

function zoneRedundancy(region: RegistryRegion): "Enabled" | "Disabled" {
  return region.zoneRedundant ? "Enabled" : "Disabled";
}
