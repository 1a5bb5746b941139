import { Automation } from "@pulumi/azure-native/security/automation.js";
import { Pricing } from "@pulumi/azure-native/security/pricing.js";
import { SecurityContact } from "@pulumi/azure-native/security/securityContact.js";
import * as pulumi from "@pulumi/pulumi";
import { defenderPlans, ownDefenderPlans, type OwnDefenderPlan } from "../../lib/defenderPlans.ts";

export interface DefenderArgs {
  readonly subscriptionId: string;
  readonly plans: Readonly<Record<OwnDefenderPlan, boolean>>;
  /** Sub-plan of Defender for Servers. */
  readonly serverPlan: "P1" | "P2";
  /** Gigabytes a month and storage account that are scanned for malware; undefined for no scan. */
  readonly malwareScanGbPerMonth: number | undefined;
  readonly contact: { readonly emails: readonly string[]; readonly severity: "High" | "Medium" | "Low" };
  /** Where alerts, recommendations and scores go as they arise; undefined for nowhere. */
  readonly export:
    | {
        readonly resourceGroupName: pulumi.Input<string>;
        readonly location: string;
        readonly workspaceId: pulumi.Input<string>;
        readonly tags: Record<string, string>;
      }
    | undefined;
}

/** Microsoft Defender for Cloud: the plans of a subscription, whom it writes to, and where its findings go. */
export class Defender extends pulumi.ComponentResource {
  constructor(name: string, args: DefenderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:governance:Defender", name, {}, opts);
    const subscription = `/subscriptions/${args.subscriptionId}`;

    const last = ownDefenderPlans
      .filter((plan) => args.plans[plan])
      .reduce<Pricing | undefined>(
        (previous, plan) =>
          new Pricing(
            `${name}-${plan}`,
            { scopeId: subscription, pricingName: plan, pricingTier: "Standard", ...detailsOf(plan, args) },
            {
              parent: this,
              // Writes of two plans at once get in each other's way.
              dependsOn: previous === undefined ? [] : [previous],
              // A subscription always has every plan: Azure refuses the deletion, and switching a plan off is no side
              // effect of a destroy (Azure/terraform-provider-azapi issue 818).
              retainOnDelete: true,
            },
          ),
        undefined,
      );

    new SecurityContact(
      `${name}-contact`,
      {
        securityContactName: "default",
        isEnabled: true,
        emails: args.contact.emails.join(";"),
        notificationsByRole: { state: "On", roles: ["Owner"] },
        notificationsSources: [
          { sourceType: "Alert", minimalSeverity: args.contact.severity },
          { sourceType: "AttackPath", minimalRiskLevel: "Critical" },
        ],
      },
      { parent: this },
    );

    if (args.export !== undefined) {
      const { workspaceId, ...place } = args.export;
      new Automation(
        `${name}-export`,
        {
          ...place,
          // The name under which the portal shows it as continuous export.
          automationName: "ExportToWorkspace",
          description: "Alerts, recommendations and scores of the subscription, as they arise.",
          isEnabled: true,
          scopes: [{ description: "The whole subscription.", scopePath: subscription }],
          sources: ["Alerts", "Assessments", "SecureScores", "SecureScoreControls"].map((eventSource) => ({
            eventSource,
          })),
          actions: [{ actionType: "Workspace", workspaceResourceId: workspaceId }],
        },
        { parent: this, dependsOn: last === undefined ? [] : [last] },
      );
    }
    this.registerOutputs({});
  }
}

function detailsOf(plan: OwnDefenderPlan, args: DefenderArgs) {
  const definition = defenderPlans[plan];
  const subPlan = plan === "VirtualMachines" ? args.serverPlan : definition?.subPlans[0];
  // P1 has none of the extensions that P2 brings.
  const standard =
    plan === "VirtualMachines" && args.serverPlan === "P1" ? [] : (definition?.extensions ?? []);
  const extensions = [
    ...standard.map((extension) => ({ name: extension, isEnabled: "True" })),
    ...(plan === "StorageAccounts" ? malwareScan(args.malwareScanGbPerMonth) : []),
  ];
  return {
    ...(subPlan === undefined ? {} : { subPlan }),
    ...(extensions.length === 0 ? {} : { extensions }),
  };
}

function malwareScan(gigabytes: number | undefined) {
  if (gigabytes === undefined) return [{ name: "OnUploadMalwareScanning", isEnabled: "False" }];
  return [
    {
      name: "OnUploadMalwareScanning",
      isEnabled: "True",
      additionalExtensionProperties: { CapGBPerMonthPerStorageAccount: String(gigabytes) },
    },
  ];
}
