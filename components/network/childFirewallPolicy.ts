import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { FirewallPolicy } from "@pulumi/azure-native/network/firewallPolicy.js";
import { FirewallPolicyRuleCollectionGroup } from "@pulumi/azure-native/network/firewallPolicyRuleCollectionGroup.js";
import { IpGroup } from "@pulumi/azure-native/network/ipGroup.js";
import * as pulumi from "@pulumi/pulumi";
import type { RuleCollectionGroup } from "../../lib/egress/firewallRules.ts";
import type { NatRuleCollectionGroup } from "../../lib/ingress/entrance.ts";
import type { Names } from "../../lib/names.ts";
import { assignRole } from "../identity/roleAssignment.ts";
import {
  firewallPolicySettings,
  type FirewallExceptions,
  type FirewallTier,
} from "./firewallPolicySettings.ts";
import { firewallRuleGroups } from "./firewallRuleGroups.ts";

/** With which authority the firewall opens TLS. */
export interface TlsInspection {
  /** Name of the certificate in the vault. */
  readonly certificateName: string;
  /** ARM id of the vault that holds it. */
  readonly vaultId: string;
}

export interface ChildFirewallPolicyArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: pulumi.Input<string>;
  /** The plain name, so that the identity's id is known before it exists. */
  readonly identityArmId: (purpose: string) => string;
  /** The region of the stamp; the policy itself is beside its parent. */
  readonly location: string;
  readonly tier: FirewallTier;
  readonly parent: { readonly id: string; readonly location: string };
  readonly exceptions: FirewallExceptions;
  readonly tlsInspection: TlsInspection | undefined;
  /** Ranges whose traffic the rules let out. */
  readonly sources: readonly string[];
  readonly ruleCollectionGroups: readonly RuleCollectionGroup[];
  /** Requests that are handed on; undefined where none come in by the firewall. */
  readonly entrance:
    | {
        readonly group: NatRuleCollectionGroup;
        readonly address: pulumi.Input<string>;
        readonly translatedAddress: pulumi.Input<string>;
      }
    | undefined;
  readonly tags: Record<string, string>;
}

/** What holds for the firewall of one stamp, on top of the organisation's policy. */
export class ChildFirewallPolicy extends pulumi.ComponentResource {
  readonly policy: FirewallPolicy;
  /** The groups in the order in which they are written; a further one waits for the last. */
  readonly groups: readonly FirewallPolicyRuleCollectionGroup[];

  constructor(name: string, args: ChildFirewallPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:network:ChildFirewallPolicy", name, {}, opts);
    const { names, resourceGroupName, tags } = args;
    // Azure wants a child in its parent's region, and what its rules refer to beside it.
    const { location } = args.parent;

    const inspection =
      args.tlsInspection === undefined ? undefined : this.inspection(name, args, args.tlsInspection);
    this.policy = new FirewallPolicy(
      `${name}-policy`,
      {
        firewallPolicyName: names.firewallPolicy(),
        resourceGroupName,
        location,
        basePolicy: { id: args.parent.id },
        ...firewallPolicySettings(args.tier, args.exceptions),
        ...inspection?.settings,
        tags,
      },
      { parent: this, dependsOn: inspection === undefined ? [] : [inspection.mayRead] },
    );
    const sources = new IpGroup(
      `${name}-sources`,
      {
        ipGroupsName: names.ipGroup("nodes"),
        resourceGroupName,
        location,
        ipAddresses: [...args.sources],
        tags,
      },
      { parent: this },
    );
    const groups = firewallRuleGroups(
      name,
      {
        firewallPolicyName: this.policy.name,
        resourceGroupName,
        groups: args.ruleCollectionGroups,
        source: { ipGroup: sources.id },
      },
      { parent: this },
    );
    this.groups =
      args.entrance === undefined ? groups : [...groups, this.entrance(name, args, args.entrance, groups)];
    this.registerOutputs({ policyId: this.policy.id });
  }

  private entrance(
    name: string,
    { resourceGroupName }: ChildFirewallPolicyArgs,
    { group, address, translatedAddress }: NonNullable<ChildFirewallPolicyArgs["entrance"]>,
    before: readonly FirewallPolicyRuleCollectionGroup[],
  ): FirewallPolicyRuleCollectionGroup {
    return new FirewallPolicyRuleCollectionGroup(
      `${name}-${group.name}`,
      {
        ruleCollectionGroupName: group.name,
        firewallPolicyName: this.policy.name,
        resourceGroupName,
        priority: group.priority,
        ruleCollections: [
          {
            name: group.ruleCollectionName,
            priority: 100,
            ruleCollectionType: "FirewallPolicyNatRuleCollection",
            action: { type: "DNAT" },
            rules: [
              {
                name: group.ruleName,
                description: group.description,
                ruleType: "NatRule",
                ipProtocols: ["TCP"],
                sourceAddresses: [...group.sourceAddresses],
                destinationAddresses: [address],
                destinationPorts: [group.port],
                translatedAddress,
                translatedPort: group.port,
              },
            ],
          },
        ],
      },
      { parent: this, dependsOn: before.slice(-1) },
    );
  }

  /** The firewall reads the authority's key from the vault with an identity of its own, which may read secrets there. */
  private inspection(
    name: string,
    args: ChildFirewallPolicyArgs,
    { certificateName, vaultId }: TlsInspection,
  ) {
    const { names, resourceGroupName, tags } = args;
    const identity = new UserAssignedIdentity(
      `${name}-identity`,
      {
        resourceName: names.userAssignedIdentity("firewall"),
        resourceGroupName,
        location: args.location,
        tags,
      },
      { parent: this },
    );
    const mayRead = assignRole(
      `${name}-reads-authority`,
      {
        subscriptionId: args.subscriptionId,
        role: "keyVaultSecretsUser",
        principal: { principalId: identity.principalId, armId: args.identityArmId("firewall") },
        scope: { id: vaultId, armId: vaultId },
        reason: "reads the authority with which the firewall opens TLS",
      },
      { parent: this },
    );
    const settings = {
      identity: { type: "UserAssigned" as const, userAssignedIdentities: [identity.id] },
      transportSecurity: {
        certificateAuthority: {
          name: certificateName,
          // Without a version, so that a renewed certificate is taken up.
          keyVaultSecretId: `https://${vaultId.split("/").at(-1)}.vault.azure.net/secrets/${certificateName}`,
        },
      },
    };
    return { mayRead, settings };
  }
}
