import { SqlResourceSqlRoleAssignment } from "@pulumi/azure-native/cosmosdb/sqlResourceSqlRoleAssignment.js";
import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { armId } from "../../lib/resourceTypes.ts";
import { cosmosDataContributorId, type Role } from "../../lib/roles.ts";
import { uuidV5 } from "../../lib/uuid.ts";
import { workloadComponents, type ComponentId, type DataRight } from "../../lib/workload/components.ts";
import { runtimeKeys, type RuntimeKeyId } from "../../lib/workload/runtimeKeys.ts";
import { assignRole, type Principal, type Scope } from "./roleAssignment.ts";

/** The rights that Azure RBAC grants; Cosmos DB keeps its own. */
type RbacRight = Exclude<DataRight, "writesDatabase">;

/** The narrowest thing on which each right is needed. */
export type RightScopes = Readonly<Record<RbacRight, Scope>>;

export interface WorkloadIdentitiesArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: string;
  readonly location: string;
  /** Issuer of the cluster's service account tokens. */
  readonly issuer: pulumi.Input<string>;
  readonly namespace: string;
  /** Secrets of the stamp's vault: each component reads its own and no other. */
  readonly secrets: Readonly<Record<RuntimeKeyId, Scope>>;
  readonly scopes: RightScopes;
  /** The global account; components write to one database in it. */
  readonly cosmos: {
    readonly id: string;
    readonly name: string;
    readonly resourceGroupName: string;
    readonly databaseName: string;
  };
  readonly tags: Record<string, string>;
  /** The stamp's resource group, which the identities' plain names do not wait for. */
  readonly dependsOn: pulumi.Resource;
}

/** The role behind each right, and why a component has it. */
const roleOf: Readonly<Record<RbacRight, { readonly role: Role; readonly reason: string }>> = {
  sendsEvents: { role: "eventHubsDataSender", reason: "queues writes" },
  receivesEvents: { role: "eventHubsDataReceiver", reason: "works off queued writes" },
  writesCheckpoints: { role: "storageBlobDataContributor", reason: "keeps its place in the event hub" },
  writesPoisonTable: { role: "storageTableDataContributor", reason: "keeps what it could not work off" },
  readsHealthBlob: { role: "storageBlobDataReader", reason: "looks whether the stamp is kept in rotation" },
  // Reads tables and nothing else; Log Analytics Reader sees the settings of everything around them as well.
  queriesLogs: { role: "logAnalyticsDataReader", reason: "asks for the stamp's health score" },
  sendsTelemetry: { role: "monitoringMetricsPublisher", reason: "sends telemetry without a key" },
};

/** Resource name of each right: "sendsEvents" is "sends-events". */
const kebab = (right: string): string => right.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Audience that Entra ID wants in a token it exchanges (secrets-store-csi-driver-provider-azure 1.8.2 asks for the same). */
const tokenExchangeAudience = "api://AzureADTokenExchange";

/**
 * Who the workload's pods are in Azure: one identity per component, each trusted to one Kubernetes service account, without
 * any secret. Rights are of the data plane only and on the single thing that is used.
 */
export class WorkloadIdentities extends pulumi.ComponentResource {
  /** Client ids, as service accounts and SecretProviderClasses name them. */
  readonly clientIds: Readonly<Record<ComponentId, pulumi.Output<string>>>;
  /** Object ids in Microsoft Entra ID. */
  readonly principalIds: Readonly<Record<ComponentId, pulumi.Output<string>>>;

  constructor(name: string, args: WorkloadIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:identity:WorkloadIdentities", name, {}, opts);
    const made = mapComponents((id) => this.#identity(name, id, args));
    this.#letWrite(name, made, args);
    this.clientIds = mapComponents((id) => made[id].clientId);
    this.principalIds = mapComponents((id) => made[id].principalId);
    this.registerOutputs({});
  }

  #identity(name: string, component: ComponentId, args: WorkloadIdentitiesArgs): UserAssignedIdentity {
    const { names, subscriptionId, resourceGroupName } = args;
    const { serviceAccount, keys, rights } = workloadComponents[component];
    const resourceName = names.userAssignedIdentity(component);
    const identity = new UserAssignedIdentity(
      `${name}-${component}`,
      { resourceName, resourceGroupName, location: args.location, tags: args.tags },
      { parent: this, dependsOn: [args.dependsOn] },
    );
    // Azure takes one change of an identity's credentials at a time. There is one; a second would have to wait for it.
    new FederatedIdentityCredential(
      `${name}-${component}-credential`,
      {
        federatedIdentityCredentialResourceName: names.federatedIdentityCredential(component),
        resourceName: identity.name,
        resourceGroupName,
        issuer: args.issuer,
        subject: `system:serviceaccount:${args.namespace}:${serviceAccount}`,
        audiences: [tokenExchangeAudience],
      },
      { parent: this },
    );

    const principal: Principal = { principalId: identity.principalId, armId: identityArmId(component, args) };
    const assign = (suffix: string, role: Role, scope: Scope, reason: string) =>
      assignRole(
        `${name}-${component}-${suffix}`,
        { subscriptionId, role, principal, scope, reason },
        { parent: this },
      );
    for (const key of keys) {
      const { secret } = runtimeKeys[key];
      assign(
        `reads-${secret.toLowerCase()}`,
        "keyVaultSecretsUser",
        args.secrets[key],
        `${component} mounts ${secret}`,
      );
    }
    for (const right of rights) {
      // Cosmos DB keeps its own, see below.
      if (right === "writesDatabase") continue;
      const { role, reason } = roleOf[right];
      assign(kebab(right), role, args.scopes[right], `${component} ${reason}`);
    }
    return identity;
  }

  /** Rights in the database, one after the other: an account takes one change at a time and refuses the others with 412. */
  #letWrite(
    name: string,
    identities: Readonly<Record<ComponentId, UserAssignedIdentity>>,
    args: WorkloadIdentitiesArgs,
  ): void {
    const { cosmos } = args;
    const scope = `${cosmos.id}/dbs/${cosmos.databaseName}`;
    let previous: SqlResourceSqlRoleAssignment[] = [];
    for (const [component, identity] of Object.entries(identities) as [ComponentId, UserAssignedIdentity][]) {
      if (!workloadComponents[component].rights.includes("writesDatabase")) continue;
      previous = [
        new SqlResourceSqlRoleAssignment(
          `${name}-${component}-writes-database`,
          {
            accountName: cosmos.name,
            resourceGroupName: cosmos.resourceGroupName,
            roleAssignmentId: uuidV5(`${scope}|${identityArmId(component, args)}`.toLowerCase()),
            roleDefinitionId: cosmosDataContributorId(cosmos.id),
            principalId: identity.principalId,
            scope,
          },
          { parent: this, deleteBeforeReplace: true, dependsOn: previous },
        ),
      ];
    }
  }
}

/** The id that a component's identity has or will have. */
function identityArmId(
  component: ComponentId,
  { names, subscriptionId, resourceGroupName }: WorkloadIdentitiesArgs,
): string {
  const resourceName = names.userAssignedIdentity(component);
  return armId("azure-native:managedidentity:UserAssignedIdentity", subscriptionId, {
    resourceGroupName,
    resourceName,
  });
}

function mapComponents<T>(make: (id: ComponentId) => T): Readonly<Record<ComponentId, T>> {
  const ids = Object.keys(workloadComponents) as ComponentId[];
  return Object.fromEntries(ids.map((id) => [id, make(id)])) as Record<ComponentId, T>;
}
