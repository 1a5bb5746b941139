import { Budget } from "@pulumi/azure-native/consumption/budget.js";
import * as pulumi from "@pulumi/pulumi";

export interface StackBudgetArgs {
  readonly budgetName: string;
  readonly subscriptionId: string;
  /** Groups whose cost counts, those that Azure makes included. */
  readonly resourceGroupNames: readonly string[];
  /** In the currency that the subscription is billed in. */
  readonly monthlyAmount: number;
  /** Shares of the amount at which somebody is told, in percent. */
  readonly alertPercents: readonly number[];
  /** First day of a month. It counts on creation only: Azure refuses to move it. */
  readonly startDate: string;
  readonly contactEmails: readonly string[];
  /** Roles on the subscription whose holders are told. */
  readonly contactRoles: readonly string[];
  /** Action groups that are told. */
  readonly contactGroups: readonly pulumi.Input<string>[];
}

/** The whole amount: somebody is told as soon as Azure foresees it for the month. */
const forecastPercent = 100;

/**
 * What a stack may cost in a month, and who is told how much of it is spent. Nothing is stopped when it is exceeded.
 *
 * It hangs on the subscription and counts several resource groups: most of a stamp's cost, the nodes, is in a group that AKS
 * makes.
 */
export class StackBudget extends pulumi.ComponentResource {
  constructor(name: string, args: StackBudgetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:governance:StackBudget", name, {}, opts);

    const notification = (thresholdType: "Actual" | "Forecasted", threshold: number) => ({
      enabled: true,
      operator: "GreaterThanOrEqualTo",
      threshold,
      thresholdType,
      contactEmails: [...args.contactEmails],
      contactRoles: [...args.contactRoles],
      contactGroups: [...args.contactGroups],
    });
    new Budget(
      `${name}-budget`,
      {
        budgetName: args.budgetName,
        scope: `/subscriptions/${args.subscriptionId}`,
        category: "Cost",
        amount: args.monthlyAmount,
        timeGrain: "Monthly",
        timePeriod: { startDate: args.startDate },
        filter: {
          dimensions: { name: "ResourceGroupName", operator: "In", values: [...args.resourceGroupNames] },
        },
        notifications: {
          ...Object.fromEntries(
            args.alertPercents.map((percent) => [`actual-${percent}`, notification("Actual", percent)]),
          ),
          [`forecast-${forecastPercent}`]: notification("Forecasted", forecastPercent),
        },
      },
      // The month of the first deployment stands for good.
      { parent: this, ignoreChanges: ["timePeriod"] },
    );

    this.registerOutputs({});
  }
}
