import { createHash } from "node:crypto";

/** A weekly window in which AKS may work on a cluster, in the shape azure-native takes. */
export interface WeeklyWindow {
  readonly dayOfWeek: string;
  /** Start in UTC, "HH:MM". */
  readonly startTime: string;
  /** AKS wants at least 4 hours (azure-aks-docs planned-maintenance.md, read 2026-08-21). */
  readonly durationHours: number;
}

export interface MaintenanceWindows {
  /** For new Kubernetes patch versions. */
  readonly clusterUpgrade: WeeklyWindow;
  /** For new node images. Never on the day of the cluster upgrade. */
  readonly nodeImage: WeeklyWindow;
}

/** The days of the week, as AKS spells them. */
export const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"] as const;
const startTimes = ["00:00", "08:00", "16:00"] as const;
const durationHours = 8;
/** Half a week between the two windows of one cluster. */
const daysBetween = 3;
/**
 * Mixed into the hash. Chosen so that no region of the catalogue shares its slot with the region Azure pairs it with:
 * the region traffic would fail over to is never upgraded at the same time.
 */
const salt = "10";

/**
 * The maintenance windows of a region. They depend on the region's name alone, so adding a region moves nobody
 * else's window, and the regions of a platform are upgraded one after the other rather than together.
 */
export function maintenanceWindows(location: string): MaintenanceWindows {
  const slot =
    createHash("sha256").update(`${salt}/${location}`).digest().readUInt32BE(0) %
    (days.length * startTimes.length);
  const day = Math.floor(slot / startTimes.length);
  const startTime = startTimes[slot % startTimes.length] ?? startTimes[0];
  return {
    clusterUpgrade: window(day, startTime),
    nodeImage: window(day + daysBetween, startTime),
  };
}

function window(day: number, startTime: string): WeeklyWindow {
  return { dayOfWeek: days[day % days.length] ?? days[0], startTime, durationHours };
}
