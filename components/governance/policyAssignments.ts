import { PolicyAssignment } from "@pulumi/azure-native/authorization/policyAssignment.js";
import { PolicyExemption } from "@pulumi/azure-native/authorization/policyExemption.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { RemediationAtSubscription } from "@pulumi/azure-native/policyinsights/remediationAtSubscription.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import type { PlannedAssignment } from "../../lib/policy/assignments.ts";
import { canBeExempted, policyDefinitionId } from "../../lib/policy/definitions.ts";
import { uuidV5 } from "../../lib/uuid.ts";
import { mutable } from "../mutable.ts";

/** What need not comply, and why. */
export interface Exempt {
  readonly control: string;
  /** ARM id. */
  readonly scope: string;
  readonly reason: string;
  /** The last day, as `2027-03-31`. */
  readonly expiresOn: string;
  readonly category: "Waiver" | "Mitigated";
}

export interface PolicyAssignmentsArgs {
  readonly names: Names;
  /** Says in Azure whose the assignments are. */
  readonly stack: string;
  /** ARM id of the subscription or management group that the definitions are assigned to. */
  readonly scope: string;
  readonly atManagementGroup: boolean;
  readonly assignments: readonly PlannedAssignment[];
  readonly exemptions: readonly Exempt[];
  /** Number of the run of the remediation tasks; undefined for no tasks. */
  readonly remediationRun: number | undefined;
  /** Where the identities of assignments are. */
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly tags: Record<string, string>;
}

/** Azure Policy: built-in definitions assigned, what is exempted from them, and who puts things right. */
export class PolicyAssignments extends pulumi.ComponentResource {
  constructor(name: string, args: PolicyAssignmentsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:governance:PolicyAssignments", name, {}, opts);
    for (const planned of args.assignments) {
      const logical = `${name}-${planned.row.key}`;
      const assignment = this.assign(logical, planned, args);
      this.exempt(logical, planned, assignment, args);
      if (planned.needsIdentity && args.remediationRun !== undefined)
        this.remediate(logical, planned, assignment, { ...args, remediationRun: args.remediationRun });
    }
    this.registerOutputs({});
  }

  private assign(name: string, planned: PlannedAssignment, args: PolicyAssignmentsArgs): PolicyAssignment {
    const { row, definition, enforcement, needsIdentity } = planned;
    const { key, description, message } = row;
    return new PolicyAssignment(
      name,
      {
        policyAssignmentName: args.atManagementGroup
          ? args.names.policyAssignmentInManagementGroup(key)
          : args.names.policyAssignment(key),
        scope: args.scope,
        displayName: `${definition.name} (${args.stack})`,
        description: `${row.control}: ${description}`,
        policyDefinitionId: policyDefinitionId(definition.id),
        parameters: mutable(planned.parameters),
        enforcementMode: enforcement,
        // Clusters answer with a message of their own.
        ...(canBeExempted(definition) ? { nonComplianceMessages: [{ message }] } : {}),
        ...(needsIdentity ? this.identity(name, key, args) : {}),
      },
      {
        parent: this,
        // Azure keeps the definition of an assignment, and the place of its identity.
        replaceOnChanges: ["policyDefinitionId", "location"],
        deleteBeforeReplace: true,
      },
    );
  }

  /**
   * An identity for each: roles are given to it by hand, so it should outlive the assignment, and hold no role that another
   * assignment needs.
   */
  private identity(name: string, key: string, args: PolicyAssignmentsArgs) {
    const identity = new UserAssignedIdentity(
      `${name}-identity`,
      {
        resourceGroupName: args.resourceGroupName,
        resourceName: args.names.userAssignedIdentity(`policy-${key}`),
        location: args.location,
        tags: args.tags,
      },
      { parent: this },
    );
    return {
      location: args.location,
      identity: { type: "UserAssigned" as const, userAssignedIdentities: [identity.id] },
    };
  }

  private exempt(
    name: string,
    { row }: PlannedAssignment,
    assignment: PolicyAssignment,
    args: PolicyAssignmentsArgs,
  ): void {
    for (const exemption of args.exemptions.filter(({ control }) => control === row.control)) {
      const { scope, reason, expiresOn, category } = exemption;
      new PolicyExemption(
        `${name}-${uuidV5(scope.toLowerCase()).slice(0, 8)}`,
        {
          policyExemptionName: args.names.policyExemption(row.key),
          scope,
          policyAssignmentId: assignment.id,
          exemptionCategory: category,
          displayName: `${row.control} (${args.stack})`,
          description: reason,
          expiresOn: `${expiresOn}T23:59:59Z`,
        },
        {
          parent: this,
          // An exemption is from one assignment for good.
          replaceOnChanges: ["policyAssignmentId"],
          deleteBeforeReplace: true,
        },
      );
    }
  }

  private remediate(
    name: string,
    { row, parameters }: PlannedAssignment,
    assignment: PolicyAssignment,
    args: PolicyAssignmentsArgs & { readonly remediationRun: number },
  ): void {
    // A task runs once. Under another name it is another task: when what the assignment wants has changed, and on demand.
    const run = uuidV5(JSON.stringify([args.scope, parameters, args.remediationRun])).slice(0, 8);
    new RemediationAtSubscription(
      `${name}-remediation`,
      {
        remediationName: args.names.policyRemediation(row.key, run),
        policyAssignmentId: assignment.id,
        // Of a new assignment Azure knows no findings yet. A management group cannot ask for this, hence a task of the
        // subscription (hashicorp/terraform-provider-azurerm issue 17007).
        resourceDiscoveryMode: "ReEvaluateCompliance",
      },
      { parent: this },
    );
  }
}
