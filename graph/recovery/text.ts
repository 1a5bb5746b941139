/** A rebuilding as text. */
import { typeText } from "../timeline/text.ts";
import type { Rebuild } from "./rebuild.ts";

/** How many of the operations that decide are named. */
const named = 6;

/** @param objective the recovery time objective, in minutes. */
export function rebuildLines(rebuild: Rebuild, objective: number): string[] {
  const { stack, phases, typical, slow, poles } = rebuild;
  const number = (minutes: number) => minutes.toFixed(1).padStart(7);
  const left = objective - slow;
  return [
    `${stack}, made again from nothing while the global stack and the operations networks stand:`,
    "typical   slowest",
    ...phases.map((phase) => `${number(phase.typical)}   ${number(phase.slow)}  ${phase.what}`),
    `${number(typical)}   ${number(slow)}  until it serves again`,
    left >= 0
      ? `The recovery time objective is ${objective} minutes, which leaves ${Math.floor(left)} to notice, decide and repair when everything is slow.`
      : `The recovery time objective is ${objective} minutes: when everything is slow it is missed by ${Math.ceil(-left)}.`,
    "The longest steps of the chain that decides:",
    ...poles
      .slice(0, named)
      .map((step) => `${number(step.end - step.start)}  ${typeText(step).padEnd(44)} ${step.node.name}`),
  ];
}
