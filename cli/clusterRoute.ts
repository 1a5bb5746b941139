/**
 * Whether the API servers of stamps can be reached from here. Helm releases need that; everything else of a stamp goes through
 * Azure Resource Manager. Asked before anything is changed, not after twenty minutes.
 */
import { connect } from "node:net";
import * as z from "zod";
import type { StackName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";
import { contractOf } from "./backend.ts";
import type { Target, Verb } from "./stackRun.ts";
import { whereToRun } from "./whereToRun.ts";

/** The API server of a stamp's cluster. */
export interface ClusterAddress {
  readonly stack: string;
  /** Name in the private zone. */
  readonly host: string;
}

export type CanReach = (host: string) => Promise<boolean>;

/** AKS serves the Kubernetes API on this port. */
const apiPort = 443;
const patienceMilliseconds = 5000;

/**
 * By which the kubernetes provider takes a release of an unreachable cluster for unchanged (pulumi-kubernetes, provider.go,
 * Configure and Check). Good for a preview; in an update it would pass over changes with a warning only, so it is an
 * environment variable of previews and no setting of the program's provider.
 */
export const previewEnvironment = { PULUMI_K8S_SKIP_UPDATE_UNREACHABLE: "true" } as const;

/** Whether something accepts connections there. A name that does not resolve is nothing. */
export function acceptsConnections(
  host: string,
  port = apiPort,
  milliseconds = patienceMilliseconds,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (reached: boolean): void => {
      socket.destroy();
      resolve(reached);
    };
    socket.setTimeout(milliseconds, () => end(false));
    socket.once("connect", () => end(true));
    socket.once("error", () => end(false));
  });
}

const withCluster = z.object({ cluster: z.object({ privateFqdn: z.string() }) });

/** The cluster in a stamp's contract. A public API server has no private name, and what was never deployed no contract. */
export function clusterIn(stack: string, contract: unknown): ClusterAddress | undefined {
  const host = withCluster.safeParse(contract).data?.cluster.privateFqdn ?? "";
  return host === "" ? undefined : { stack, host };
}

/** The clusters that stamps had when they were last deployed. */
export async function clustersOf(target: Target, stacks: readonly StackName[]): Promise<ClusterAddress[]> {
  const found: ClusterAddress[] = [];
  for (const { kind, text } of stacks) {
    if (kind !== "stamp") continue;
    const cluster = clusterIn(text, await contractOf(text, target));
    if (cluster !== undefined) found.push(cluster);
  }
  return found;
}

/**
 * Refuses to begin where the API server of a stamp does not answer.
 *
 * @throws UserError for the first that does not, with the command to run from where it does.
 */
export async function refuseWithoutRoute(
  verb: Extract<Verb, "up" | "destroy">,
  clusters: readonly ClusterAddress[],
  canReach: CanReach,
): Promise<void> {
  const reached = await Promise.all(clusters.map(({ host }) => canReach(host)));
  const missing = clusters.find((_, index) => reached[index] === false);
  if (missing === undefined) return;
  throw new UserError({
    problem: `The API server of '${missing.stack}' (${missing.host}) does not answer from here, and its Helm releases have to be ${verb === "up" ? "installed" : "removed"} through it.`,
    remedy: whereToRun(verb, missing.stack),
  });
}

/** Settings of the process in which a verb's engine runs. */
export function engineEnvironment(verb: Verb, environment: Target["environment"]): Target["environment"] {
  return verb === "preview" ? { ...environment, ...previewEnvironment } : environment;
}
