import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { isObject, numberAt, textAt, valuesAt, type Properties } from "../../../../lib/properties.ts";
import { oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** Without a published source: see data/codes.json. */
const limits = { notifications: 5, emails: 50, lowestThreshold: 0.01, highestThreshold: 1000 };

function refuse(message: string): never {
  throw new ArmError("400", 400, message);
}

const amountIsPositive: Rule = ({ inputs, name }) => {
  const amount = numberAt(inputs, "amount") ?? 0;
  if (amount <= 0) refuse(`The amount of budget '${name}' is ${amount}; it must be above 0.`);
};

/**
 * A monthly budget starts on the first of a month, this one or one within a year
 * (hashicorp/terraform-provider-azurerm pull request 12121 of 2021-06-09), and keeps its start (Azure/bicep issue 7149).
 */
const startIsInReach: Rule = ({ inputs, previous, name }) => {
  const text = textAt(inputs, "timePeriod.startDate") ?? "";
  const start = new Date(text);
  if (Number.isNaN(start.getTime())) refuse(`The start date '${text}' of budget '${name}' is no date.`);
  if (start.getUTCDate() !== 1)
    refuse(`The start date of budget '${name}' must be the first of a month, not ${text}.`);
  const end = textAt(inputs, "timePeriod.endDate");
  if (end !== undefined && new Date(end) <= start)
    refuse(`Budget '${name}' would end (${end}) before it starts (${text}).`);

  if (previous) {
    const before = textAt(previous.inputs, "timePeriod.startDate") ?? "";
    if (new Date(before).getTime() !== start.getTime()) {
      refuse(`Start date of budgets cannot be updated. Please delete and create a new budget. ('${name}')`);
    }
    return;
  }
  const now = new Date();
  const months =
    (start.getUTCFullYear() - now.getUTCFullYear()) * 12 + start.getUTCMonth() - now.getUTCMonth();
  if (months < 0) refuse(`The start date ${text} of budget '${name}' is before the current month.`);
  if (months > 12) refuse(`The start date ${text} of budget '${name}' is more than a year ahead.`);
};

const notificationsReachSomebody: Rule = ({ inputs, name }) => {
  const all = isObject(inputs["notifications"]) ? Object.entries(inputs["notifications"]) : [];
  if (all.length > limits.notifications) {
    refuse(`Budget '${name}' has ${all.length} notifications; ${limits.notifications} are allowed.`);
  }
  for (const [key, notification] of all) {
    if (!isObject(notification)) continue;
    const threshold = numberAt(notification, "threshold") ?? 0;
    if (threshold < limits.lowestThreshold || threshold > limits.highestThreshold) {
      refuse(
        `Notification '${key}' of budget '${name}' has the threshold ${threshold}; it is from ${limits.lowestThreshold} to ${limits.highestThreshold}.`,
      );
    }
    const emails = valuesAt(notification, "contactEmails[]").length;
    if (emails > limits.emails)
      refuse(
        `Notification '${key}' of budget '${name}' has ${emails} addresses; ${limits.emails} are allowed.`,
      );
    if (contacts(notification) === 0) refuse(`Notification '${key}' of budget '${name}' tells nobody.`);
  }
};

function contacts(notification: Properties): number {
  return ["contactEmails[]", "contactRoles[]", "contactGroups[]"].reduce(
    (sum, path) => sum + valuesAt(notification, path).length,
    0,
  );
}

export const budget = define("azure-native:consumption:Budget", {
  location: "none",
  required: ["amount", "category", "timeGrain", "timePeriod.startDate"],
  rules: [
    oneOf("category", ["Cost"], "400"),
    oneOf(
      "timeGrain",
      ["Monthly", "Quarterly", "Annually", "BillingMonth", "BillingQuarter", "BillingAnnual"],
      "400",
    ),
    amountIsPositive,
    startIsInReach,
    notificationsReachSomebody,
  ],
  outputs: ({ id }) => ({ id, currentSpend: { amount: 0, unit: "USD" } }),
});

export const definitions = [budget];
