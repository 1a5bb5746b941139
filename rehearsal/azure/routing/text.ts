/** Resolutions as people read them. */
import type { OriginState, Resolution } from "./types.ts";

/** What the global stack keeps in its own storage, by the purpose that its origins' names hold. */
const globalOrigins: readonly (readonly [pattern: RegExp, label: string])[] = [
  [/(^|-)sorry(-|$)/, "sorry page"],
  [/(^|-)images-copy(-|$)/, "global storage, paired region"],
  [/(^|-)images(-|$)/, "global storage"],
];

/** What an origin stands for: the stack that registered it, or what the global stack keeps itself. */
export function originLabel(origin: OriginState): string {
  const own = globalOrigins.find(([pattern]) => pattern.test(origin.name));
  return own?.[1] ?? origin.stack ?? origin.name;
}

function percent(share: number): string {
  const value = share * 100;
  return `${Number.isInteger(value) ? value : value.toFixed(1)} %`;
}

/** `stamp-eastus 50 %, stamp-westeurope 50 %` */
export function sharesText(resolution: Resolution): string {
  const served = resolution.origins.filter((origin) => origin.share > 0);
  return served
    .map((origin) =>
      resolution.weighted || resolution.outcome === "blind"
        ? `${originLabel(origin)} ${percent(origin.share)}`
        : `${originLabel(origin)} (where fastest)`,
    )
    .join(", ");
}

/** One line for a route: `/images/* → …`, and where nobody answers, why. */
export function resolutionText(resolution: Resolution): string {
  switch (resolution.outcome) {
    case "served":
      return sharesText(resolution);
    case "blind":
      return `errors: no origin is healthy, so Front Door tries all of them (${sharesText(resolution)})`;
    case "refused":
      return `nobody: ${resolution.reason}`;
  }
}

/** What is broken on the way to each enabled origin, one sentence each. */
export function breakTexts(resolution: Resolution): string[] {
  return resolution.origins.flatMap((origin) =>
    origin.enabled && origin.broken
      ? [`${originLabel(origin)}: ${origin.broken.link}: ${origin.broken.text}`]
      : [],
  );
}

/** Every origin with its state, for whoever looks closer. */
export function originLines(resolution: Resolution): string[] {
  return resolution.origins.map((origin) => {
    const state = !origin.enabled ? "drained" : origin.healthy ? "healthy" : "not healthy";
    return `${originLabel(origin)}: ${state}, priority ${origin.priority}, weight ${origin.weight}, ${percent(origin.share)}`;
  });
}
