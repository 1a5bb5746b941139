import { RoleDefinition } from "@pulumi/azure-native/authorization/roleDefinition.js";
import { SystemTopic } from "@pulumi/azure-native/eventgrid/systemTopic.js";
import { SystemTopicEventSubscription } from "@pulumi/azure-native/eventgrid/systemTopicEventSubscription.js";
import { Vault } from "@pulumi/azure-native/keyvault/vault.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { uuidV5 } from "../../lib/uuid.ts";

export interface GlobalVaultArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly suffix: pulumi.Input<string>;
  readonly location: string;
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** The stack, which tells its role from those of other environments. */
  readonly stack: string;
  readonly sku: "standard" | "premium";
  /** Action group that hears of what is about to expire; undefined for no notices. */
  readonly notices: { readonly actionGroupId: pulumi.Input<string> } | undefined;
  readonly webhook: string | undefined;
  readonly tags: Record<string, string>;
}

/** The longest Azure offers (keyvault Vault, API version 2024-11-01: 7 to 90 days). */
const softDeleteRetentionInDays = 90;

/** "Azure Key Vault as Event Grid source": near-expiry events come 30 days before. */
const expiryEvents = ["Secret", "Key", "Certificate"].flatMap((kind) => [
  `Microsoft.KeyVault.${kind}NearExpiry`,
  `Microsoft.KeyVault.${kind}Expired`,
]);

/** The longest Event Grid keeps trying ("Event Grid message delivery and retry"). */
const retryPolicy = { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 };

/** Secrets that belong to no region: logins of upstream registries, certificates of global host names. */
export class GlobalVault extends pulumi.ComponentResource {
  readonly vault: Vault;
  readonly vaultUri: pulumi.Output<string>;

  constructor(name: string, args: GlobalVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:GlobalVault", name, {}, opts);
    const { location, resourceGroupName, tags } = args;

    this.vault = new Vault(
      `${name}-vault`,
      {
        vaultName: pulumi.output(args.suffix).apply((suffix) => args.names.keyVault(suffix)),
        resourceGroupName,
        location,
        properties: {
          tenantId: args.tenantId,
          sku: { family: "A", name: args.sku },
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays,
          enablePurgeProtection: true,
          publicNetworkAccess: "Disabled",
          networkAcls: { defaultAction: "Deny", bypass: "None" },
        },
        tags,
      },
      { parent: this, protect: true },
    );
    this.vaultUri = this.vault.properties.apply(({ vaultUri }) => vaultUri ?? "");

    this.purgeRole(name, args);
    if (args.notices !== undefined || args.webhook !== undefined) this.expiryNotices(name, args);
    this.registerOutputs({ vaultId: this.vault.id });
  }

  /**
   * Deleting for good is a right of its own: no role that people have by day includes it. It is assignable in the
   * subscription, for that is where Azure purges vaults ("Vaults - Purge Deleted" of the Key Vault REST reference: POST
   * /subscriptions/…/locations/…/deletedVaults/…/purge); for the objects of one vault it can be assigned on that vault.
   */
  private purgeRole(name: string, { subscriptionId, stack, ...args }: GlobalVaultArgs): void {
    const subscription = `/subscriptions/${subscriptionId}`;
    new RoleDefinition(
      `${name}-purge-role`,
      {
        roleDefinitionId: uuidV5(["purge", subscriptionId, stack].join("|").toLowerCase()),
        scope: subscription,
        // Titles are unique in a tenant.
        roleName: pulumi.interpolate`Bulkhead Key Vault Purger (${stack}, ${args.suffix})`,
        description:
          "Deletes vaults and their secrets, keys and certificates for good, once purge protection lets it.",
        roleType: "CustomRole",
        permissions: [
          {
            actions: [
              "Microsoft.KeyVault/locations/deletedVaults/read",
              "Microsoft.KeyVault/locations/deletedVaults/purge/action",
            ],
            notActions: [],
            dataActions: [
              "Microsoft.KeyVault/vaults/secrets/purge/action",
              "Microsoft.KeyVault/vaults/keys/purge/action",
              "Microsoft.KeyVault/vaults/certificates/purge/action",
            ],
            notDataActions: [],
          },
        ],
        assignableScopes: [subscription],
      },
      { parent: this },
    );
  }

  private expiryNotices(name: string, args: GlobalVaultArgs): void {
    const { resourceGroupName } = args;
    const topic = new SystemTopic(
      `${name}-events`,
      {
        systemTopicName: args.names.systemTopic("vault"),
        resourceGroupName,
        location: args.location,
        source: this.vault.id,
        topicType: "Microsoft.KeyVault.vaults",
        tags: args.tags,
      },
      { parent: this },
    );
    const common = {
      resourceGroupName,
      systemTopicName: topic.name,
      eventDeliverySchema: "CloudEventSchemaV1_0",
      filter: { includedEventTypes: expiryEvents },
      retryPolicy,
    };
    if (args.notices !== undefined) {
      new SystemTopicEventSubscription(
        `${name}-expiry-alert`,
        {
          ...common,
          eventSubscriptionName: "expiry-alert",
          destination: {
            endpointType: "MonitorAlert",
            severity: "Sev2",
            actionGroups: [args.notices.actionGroupId],
            description:
              "A secret, key or certificate of the global vault expires within 30 days, or has expired.",
          },
        },
        { parent: this },
      );
    }
    if (args.webhook !== undefined) {
      new SystemTopicEventSubscription(
        `${name}-expiry-webhook`,
        {
          ...common,
          eventSubscriptionName: "expiry-webhook",
          destination: {
            endpointType: "WebHook",
            // Whoever knows the address can call it.
            endpointUrl: pulumi.secret(args.webhook),
            minimumTlsVersionAllowed: "1.2",
          },
        },
        { parent: this },
      );
    }
  }
}
