/**
 * Taking a region out of the traffic, and back. Front Door is told directly, because the region that has to go may answer
 * nothing: not its clusters, not its stack, perhaps not even Pulumi's state. The stack files say the same afterwards, so that
 * the next deployment agrees with what was done.
 */
import type { StackName } from "../../config/stackName.ts";
import { stackFileName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import type { OriginClient } from "./frontDoor.ts";
import { originsOf, type StampOriginId } from "./origins.ts";

/** A stamp as its file has it. */
export interface StampFile {
  readonly stack: StackName;
  readonly location: string;
  /** Whether its file lets it take requests. */
  readonly enabled: boolean;
  /** What else keeps it from taking requests, however `edge.enabled` stands, as a sentence. */
  readonly held: string | undefined;
}

export type Direction = "evacuate" | "return";

export interface TrafficRequest {
  readonly direction: Direction;
  readonly region: string;
  /** Of several stamps of the region: the ones that are meant. */
  readonly only: readonly string[] | undefined;
  readonly stamps: readonly StampFile[];
  readonly subscriptionId: string;
  readonly client: OriginClient;
  /** Writes `edge.enabled` of a stamp's file; says whether that changed it. */
  readonly write: (stack: string, enabled: boolean) => boolean;
  /** Evacuate although nothing but the sorry page would answer. */
  readonly toSorryPage: boolean;
  readonly say: (line: string) => void;
}

export interface OriginChange {
  readonly stack: string;
  readonly group: string;
  readonly outcome: "changed" | "as it was" | "missing" | "failed";
  /** Front Door's words, of one that failed. */
  readonly error?: string;
}

export interface TrafficResult {
  readonly ok: boolean;
  readonly direction: Direction;
  readonly region: string;
  readonly stamps: readonly string[];
  readonly origins: readonly OriginChange[];
  /** Stack files that were changed; commit them. */
  readonly files: readonly string[];
  /** Stamps of other regions that take requests. */
  readonly others: readonly string[];
}

function names(stamps: readonly StampFile[]): string {
  return stamps.map(({ stack }) => stack.text).join(", ");
}

/**
 * The stamps that a request is about.
 *
 * @throws UserError for a region without stamps, a stack that is none of its, and for a return that would have to guess which of
 *   several generations is meant.
 */
export function chosenStamps({ direction, region, only, stamps }: TrafficRequest): StampFile[] {
  const there = stamps.filter(({ location }) => location === region);
  if (there.length === 0) {
    const regions = [...new Set(stamps.map(({ location }) => location))].sort();
    throw new UserError({
      key: "region",
      problem: `No stamp has a file for '${region}'.`,
      remedy: `Choose from: ${regions.join(", ")}.`,
    });
  }
  const stranger = only?.find((name) => !there.some(({ stack }) => stack.text === name));
  if (stranger !== undefined) {
    throw new UserError({
      key: "--only",
      problem: `'${stranger}' is no stamp of ${region}.`,
      remedy: `Choose from: ${names(there)}.`,
    });
  }
  const chosen = only === undefined ? there : there.filter(({ stack }) => only.includes(stack.text));
  if (direction === "return" && only === undefined && chosen.length > 1) {
    throw new UserError({
      key: "--only",
      problem: `${region} has several stamps, ${names(chosen)}, and a release may have drained one of them on purpose.`,
      remedy: `Name the one that is to take requests: \`--only ${chosen[0]?.stack.text ?? ""}\`.`,
    });
  }
  return chosen;
}

function refuseHeld(direction: Direction, chosen: readonly StampFile[]): void {
  const held = chosen.find((stamp) => stamp.held !== undefined);
  if (direction === "evacuate" || held?.held === undefined) return;
  throw new UserError({
    file: stackFileName(held.stack.text),
    problem: held.held,
    remedy: "Change that in the file and deploy the stamp; Front Door is not told before.",
  });
}

/** Stamps elsewhere of which at least the API is enabled at Front Door, whatever their files say. */
async function takersBesides(chosen: readonly StampFile[], request: TrafficRequest): Promise<string[]> {
  const { stamps, subscriptionId, client } = request;
  const others = stamps.filter((stamp) => !chosen.includes(stamp));
  const takes = await Promise.all(
    others.map(async ({ stack }) => {
      const enabled = await Promise.all(
        originsOf(stack, subscriptionId).map(({ id }) => client.isEnabled(id)),
      );
      return enabled.every((state) => state === true);
    }),
  );
  return others.filter((_, index) => takes[index]).map(({ stack }) => stack.text);
}

async function switchOrigin(
  { stack, group, id }: StampOriginId,
  enabled: boolean,
  client: OriginClient,
): Promise<OriginChange> {
  try {
    const before = await client.isEnabled(id);
    if (before === undefined) return { stack, group, outcome: "missing" };
    if (before === enabled) return { stack, group, outcome: "as it was" };
    await client.setEnabled(id, enabled);
    return { stack, group, outcome: "changed" };
  } catch (error) {
    return { stack, group, outcome: "failed", error: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Disables the origins of a region's stamps, or enables them. May be repeated: what is as it should be is left alone.
 *
 * @throws UserError before anything is changed, for what chosenStamps refuses, and when nobody but the sorry page would be left.
 */
export async function changeTraffic(request: TrafficRequest): Promise<TrafficResult> {
  const { direction, region, subscriptionId, client, write, say } = request;
  const enabled = direction === "return";
  const chosen = chosenStamps(request);
  refuseHeld(direction, chosen);
  const others = await takersBesides(chosen, request);
  if (direction === "evacuate" && others.length === 0 && !request.toSorryPage) {
    throw new UserError({
      key: "region",
      problem: `No stamp besides ${names(chosen)} takes requests: users would see the sorry page only.`,
      remedy: "Bring another region back first, or say that you want that: `--to-sorry-page`.",
    });
  }
  // The files first: whatever happens from here on, the next deployment leads to what was meant.
  // A stamp that takes nothing, a generation that a release has drained, stays as its file has it.
  const files = chosen
    .filter((stamp) => stamp.enabled !== enabled && write(stamp.stack.text, enabled))
    .map(({ stack }) => stackFileName(stack.text));
  for (const file of files) say(`${file}: edge.enabled is ${enabled} now`);
  const origins = (
    await Promise.all(
      chosen.map(async ({ stack }) => {
        const ids = originsOf(stack, subscriptionId);
        return Promise.all(ids.map((id) => switchOrigin(id, enabled, client)));
      }),
    )
  ).flat();
  for (const { stack, group, outcome, error } of origins)
    say(`${stack}, ${group}: ${outcome}${error === undefined ? "" : `: ${error}`}`);
  const ok = origins.every(({ outcome }) => outcome === "changed" || outcome === "as it was");
  const stamps = chosen.map(({ stack }) => stack.text);
  return { ok, direction, region, stamps, origins, files, others };
}
