import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { numberAt, textAt, valueAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";

/** planned-maintenance.md: the three configurations there are. */
const schedules = ["default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule"];
const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

function invalid(message: string): never {
  throw new ArmError("InvalidParameter", 400, message);
}

const nameIsKnown: Rule = ({ name }) => {
  if (schedules.includes(name)) return;
  invalid(`Maintenance configuration '${name}' is none of ${schedules.join(", ")}.`);
};

const windowIsSound: Rule = ({ inputs, name }) => {
  if (name === "default" && valueAt(inputs, "maintenanceWindow") === undefined) {
    if (valueAt(inputs, "timeInWeek") === undefined)
      invalid(`Maintenance configuration 'default' needs timeInWeek or maintenanceWindow.`);
    return;
  }
  if (valueAt(inputs, "timeInWeek") !== undefined)
    invalid(`Maintenance configuration '${name}' takes a maintenanceWindow, not timeInWeek.`);
  const kinds = ["daily", "weekly", "absoluteMonthly", "relativeMonthly"].filter(
    (kind) => valueAt(inputs, `maintenanceWindow.schedule.${kind}`) !== undefined,
  );
  if (kinds.length !== 1)
    invalid(
      `Maintenance configuration '${name}' has ${kinds.length} schedules; it takes exactly one of daily, weekly, absoluteMonthly and relativeMonthly.`,
    );
  const hours = numberAt(inputs, "maintenanceWindow.durationHours");
  if (hours === undefined)
    invalid(`Maintenance configuration '${name}' names no maintenanceWindow.durationHours.`);
  const start = textAt(inputs, "maintenanceWindow.startTime") ?? "";
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(start))
    invalid(`Maintenance configuration '${name}': startTime '${start}' is not HH:MM.`);
  const offset = textAt(inputs, "maintenanceWindow.utcOffset");
  if (offset !== undefined && !/^[+-](0\d|1[0-4]):[0-5]\d$/.test(offset))
    invalid(`Maintenance configuration '${name}': utcOffset '${offset}' is not like +00:00.`);
};

export const maintenanceConfiguration = define("azure-native:containerservice:MaintenanceConfiguration", {
  location: "none",
  rules: [
    nameIsKnown,
    windowIsSound,
    // planned-maintenance.md: a window lasts 4 to 24 hours.
    within("maintenanceWindow.durationHours", { min: 4, max: 24 }, "InvalidParameter"),
    within("maintenanceWindow.schedule.daily.intervalDays", { min: 1, max: 7 }, "InvalidParameter"),
    within("maintenanceWindow.schedule.weekly.intervalWeeks", { min: 1, max: 4 }, "InvalidParameter"),
    oneOf("maintenanceWindow.schedule.weekly.dayOfWeek", days, "InvalidParameter"),
    within(
      "maintenanceWindow.schedule.absoluteMonthly.intervalMonths",
      { min: 1, max: 6 },
      "InvalidParameter",
    ),
    within("maintenanceWindow.schedule.absoluteMonthly.dayOfMonth", { min: 1, max: 31 }, "InvalidParameter"),
    within(
      "maintenanceWindow.schedule.relativeMonthly.intervalMonths",
      { min: 1, max: 6 },
      "InvalidParameter",
    ),
  ],
  outputs: ({ id }) => ({ id }),
});
