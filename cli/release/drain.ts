/** Taking stamps out of the traffic, by their stack files and their stacks. */
import { stackFileName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { propagationMinutes } from "./keys.ts";
import type { StampOrigins } from "./origins.ts";

/** What a drain needs of the world; ports.ts has the real ones. */
export interface DrainPorts {
  /** From the stacks' states, with the connections as Azure sees them now. */
  origins(stacks: readonly string[]): Promise<readonly StampOrigins[]>;
  /** Writes edge.weight into a stack file, comments kept. */
  setWeight(stack: string, weight: number): void;
  /** Brings the stacks' origins to the weights of their files, and touches nothing else of the stacks. */
  applyOrigins(stacks: readonly string[]): Promise<void>;
  /** Real minutes, or simulated ones in a rehearsal. */
  wait(minutes: number): Promise<void>;
  say(line: string): void;
}

const takesRequests = ({ weights }: StampOrigins): boolean => weights.some((weight) => weight > 0);

/** Whether every origin of the stamp may get requests and answer them. */
function carries({ weights, approved }: StampOrigins): boolean {
  return approved && weights.length > 0 && weights.every((weight) => weight > 0);
}

/**
 * Somebody has to answer afterwards.
 *
 * @param stacks those that are to be drained.
 * @param all the origins of every stamp of the environment.
 * @throws UserError when none of the others takes requests over an approved connection.
 */
export function refuseToDrainAll(stacks: readonly string[], all: readonly StampOrigins[]): void {
  const leaving = all.filter(({ stack }) => stacks.includes(stack));
  if (!leaving.some(takesRequests)) return;
  const staying = all.filter(({ stack }) => !stacks.includes(stack));
  if (staying.some(carries)) return;
  const half = staying.find((stamp) => takesRequests(stamp) && !stamp.approved);
  throw new UserError({
    file: stackFileName(stacks[0] ?? ""),
    problem: `Without ${stacks.map((stack) => `'${stack}'`).join(" and ")} only the sorry page would answer.`,
    remedy:
      half === undefined
        ? "Bring another stamp into the traffic first: `npx bulkhead region add`, or edge.weight of a drained one."
        : `'${half.stack}' is enabled, but its private link is not approved: run \`npx bulkhead up --only ${half.stack}\` first.`,
  });
}

export interface DrainOptions {
  /** Minutes to wait until no request is under way any more; what Front Door needs to tell all its edges when left out. */
  readonly minutes?: number;
}

/**
 * Drains stamps: weight 0 in their files, disabled origins in Front Door, and a wait for what is under way. Stamps that are
 * drained already, or not deployed, are left alone; run again after a crash it goes on.
 *
 * @param environmentStamps all stamps of the environment, among which one has to stay.
 * @throws UserError as refuseToDrainAll, before anything is changed.
 */
export async function drain(
  stacks: readonly string[],
  environmentStamps: readonly string[],
  ports: DrainPorts,
  options: DrainOptions = {},
): Promise<void> {
  const all = await ports.origins([...new Set([...environmentStamps, ...stacks])]);
  refuseToDrainAll(stacks, all);
  for (const stack of stacks) ports.setWeight(stack, 0);
  const busy = all.filter((stamp) => stacks.includes(stamp.stack) && takesRequests(stamp));
  if (busy.length === 0) return;
  const names = busy.map(({ stack }) => stack);
  ports.say(`${names.join(", ")}: out of the traffic`);
  await ports.applyOrigins(names);
  const after = await ports.origins(names);
  const still = after.find(takesRequests);
  if (still !== undefined)
    throw new UserError({
      file: stackFileName(still.stack),
      problem: `'${still.stack}' was drained and still takes requests.`,
      remedy: `Look at its origins with \`npx bulkhead drift --only ${still.stack}\`.`,
    });
  const minutes = options.minutes ?? propagationMinutes;
  if (minutes > 0) ports.say(`${names.join(", ")}: ${minutes} minutes for Front Door to tell all its edges`);
  await ports.wait(minutes);
}
