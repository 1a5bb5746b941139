/** How long it takes until a lost region serves again, from the graph of its stamp: when all goes as usual, and when nothing does. */
import { alertCatalogue } from "../../lib/alerts/catalogue.ts";
import type { Graph } from "../model.ts";
import { rolloutMinutes, type TypicalMinutes } from "../timeline/minutes.ts";
import { stackTimeline, type Operation } from "../timeline/timeline.ts";

/** One thing after the other. Minutes. */
export interface Phase {
  readonly what: string;
  readonly typical: number;
  /** With every operation at the upper end of what is known of it. */
  readonly slow: number;
}

export interface Rebuild {
  readonly stack: string;
  readonly phases: readonly Phase[];
  readonly typical: number;
  readonly slow: number;
  /** The chain that decides the deployment, longest operations first. */
  readonly poles: readonly Operation[];
}

/** The two ends of the table of durations. */
export interface Durations {
  readonly typical: TypicalMinutes;
  readonly slow: TypicalMinutes;
}

/** The alert by which people learn that an origin is gone. */
const firstAlert = "frontdoor-origin-health";

/** Minutes of an ISO 8601 duration in whole minutes or hours. */
export function minutesOf(duration: string): number {
  const [, hours = "0", minutes = "0"] = /^PT(?:(\d+)H)?(?:(\d+)M)?$/.exec(duration) ?? [];
  return Number(hours) * 60 + Number(minutes);
}

function untilToldOf(): number {
  const alert = alertCatalogue.find(({ id }) => id === firstAlert);
  // The window has to be full of failures, and then somebody has to look at it.
  return alert === undefined || alert.kind === "activity"
    ? 0
    : minutesOf(alert.window) + minutesOf(alert.frequency);
}

/**
 * The rebuilding of one stamp whose global stack and operations network stand.
 *
 * What people take to decide is not in it: it is what is left of the objective.
 */
export function rebuildOf(graph: Graph, stack: string, { typical, slow }: Durations): Rebuild {
  const usual = stackTimeline(graph, stack, rolloutMinutes(graph, typical));
  const late = stackTimeline(graph, stack, rolloutMinutes(graph, slow));
  const row = (what: string, arm: string, operation: string): Phase => ({
    what,
    typical: typical(arm, operation),
    slow: slow(arm, operation),
  });
  const told = untilToldOf();
  const phases: Phase[] = [
    { what: `the alert ${firstAlert} fires`, typical: told, slow: told },
    { what: "the stamp is deployed", typical: usual.end, slow: late.end },
    row(
      "Front Door's link answers after its approval",
      "Microsoft.Cdn/profiles/originGroups/origins",
      "private-link-approval-to-traffic",
    ),
    row("all edges know the origin", "Microsoft.Cdn/profiles", "edge-propagation"),
  ];
  const total = (pick: (phase: Phase) => number) => phases.reduce((sum, phase) => sum + pick(phase), 0);
  return {
    stack,
    phases,
    typical: total((phase) => phase.typical),
    slow: total((phase) => phase.slow),
    poles: [...usual.critical].sort((a, b) => b.end - b.start - (a.end - a.start)),
  };
}
