/** A timeline as text. */
import type { StageLength } from "./stages.ts";
import type { Operation, StackTimeline, Timeline } from "./timeline.ts";
import type { UnneededOrder } from "./unneeded.ts";

/** Minutes as people say them: "27.4 min". */
export function minutesText(minutes: number): string {
  return `${minutes.toFixed(1)} min`;
}

export function typeText({ node }: Operation): string {
  return node.type.replace(/^azure-native:/, "").replace(/^kubernetes:helm.sh\/v3:/, "helm ");
}

function stepLine(step: Operation): string {
  const times = `${step.start.toFixed(1).padStart(6)} ${step.end.toFixed(1).padStart(6)}`;
  return `  ${times}  ${typeText(step).padEnd(44)} ${step.node.name}`;
}

function stackLines({ stack, start, end, serial, critical }: StackTimeline): string[] {
  return [
    "",
    `${stack}: ${minutesText(end - start)}, from ${start.toFixed(1)} to ${end.toFixed(1)}; one after the other ${minutesText(serial)}`,
    "   begin    end  what decides",
    ...critical.map(stepLine),
  ];
}

/** Stacks that go through the same steps as one before them. */
function alike(one: StackTimeline, other: StackTimeline): boolean {
  const names = ({ critical }: StackTimeline) => critical.map(({ node }) => node.name).join("|");
  return one.start === other.start && one.end === other.end && names(one) === names(other);
}

/** The timeline with the chains that decide, stacks alike in one. */
export function timelineLines(
  timeline: Timeline,
  serial: readonly StageLength[],
  comparable: number,
  unneeded: readonly UnneededOrder[],
): string[] {
  const shown = timeline.stacks.filter(
    (stack, index) => !timeline.stacks.slice(0, index).some((earlier) => alike(earlier, stack)),
  );
  const name = (urn: string) => urn.split("::").at(-1) ?? urn;
  const total = serial.reduce((sum, { minutes }) => sum + minutes, 0);
  return [
    `A first rollout takes ${minutesText(timeline.minutes)} at least: ${timeline.critical.join(", then ")}.`,
    "Typical durations; what Azure publishes of them, and what is a guess, is in rehearsal/azure/data/durations.json.",
    ...shown.flatMap((stack) => {
      const others = timeline.stacks.filter((other) => other !== stack && alike(stack, other));
      return [
        ...stackLines(stack),
        ...(others.length === 0 ? [] : [`  the same in ${others.map((other) => other.stack).join(", ")}`]),
      ];
    }),
    "",
    `Stage after stage, as the reference pipeline does it, which has no operations stacks: ${minutesText(total)}; by dependencies, without them: ${minutesText(comparable)}`,
    ...serial.map(({ stage, minutes }) => `  ${minutes.toFixed(1).padStart(6)}  ${stage}`),
    "",
    unneeded.length === 0
      ? "Every order on these chains is carried by an input or has a stated reason."
      : "Orders that decide and that no input carries and no known reason states:",
    ...unneeded.map(({ stack, first, then }) => `  ${stack}: ${name(then)} waits for ${name(first)}`),
  ];
}
