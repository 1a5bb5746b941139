/** Looks for drift in one stack. What works on it is handed in, so that it can be tried without an engine. */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import type { StackName } from "../../config/stackName.ts";
import type { ClusterAddress } from "../clusterRoute.ts";
import { driftOf } from "./compare.ts";
import { outcomeOf, type StackDrift } from "./report.ts";

/** A resource of a stack's state. */
export interface DeployedResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string | undefined;
}

export interface Previewed {
  readonly events: readonly EngineEvent[];
  /** Why the preview failed, one line per cause; empty when it did not. */
  readonly errors: readonly string[];
}

export interface DriftPorts {
  /** What the state holds; undefined for a stack that was never deployed, or destroyed. */
  deployed(stack: string): Promise<readonly DeployedResource[] | undefined>;
  /** How many creations a run that was killed has left without an end. */
  underWay(stack: string): number;
  /** The API server of a stamp's cluster, where Helm releases are looked up; undefined where there is none. */
  cluster(stack: StackName): Promise<ClusterAddress | undefined>;
  canReach(host: string): Promise<boolean>;
  /**
   * Refreshes and previews without changing anything.
   *
   * @param exclude URNs to leave alone, because their cluster cannot be reached.
   */
  preview(stack: string, exclude: readonly string[]): Promise<Previewed>;
}

/** Whether a resource is asked of a cluster and not of Azure Resource Manager. */
const isInCluster = ({ type }: DeployedResource): boolean => type.startsWith("kubernetes:");

const signIn =
  /AADSTS|az login|DefaultAzureCredential|InvalidAuthenticationToken|ExpiredAuthenticationToken/i;
const passphrase = /passphrase|incorrect secrets provider|failed to decrypt/i;

/** What to do about an error of the engine, as a sentence; undefined where the error says so itself. */
export function remedyFor(errors: readonly string[]): string | undefined {
  const all = errors.join("\n");
  if (signIn.test(all))
    return "Sign in again (`az login`, or the ARM_* variables); `npx bulkhead doctor` says who you are.";
  if (passphrase.test(all))
    return "The state's secrets cannot be read: set PULUMI_CONFIG_PASSPHRASE, or get the right to use the key vault of the stack's secrets provider.";
  if (/Code="(AuthorizationFailed|Forbidden)"/.test(all))
    return "Reader in the subscription is enough to look; `npx bulkhead doctor` says what is missing.";
  return undefined;
}

/** Compares one stack with Azure. Never throws for what a user can meet. */
export async function examine(name: StackName, ports: DriftPorts): Promise<StackDrift> {
  const stack = name.text;
  const result = (rest: Partial<StackDrift>): StackDrift => {
    const drift = { stack, resources: [], unchecked: [], errors: [], ...rest };
    return { ...drift, outcome: outcomeOf(drift) };
  };
  const deployed = await ports.deployed(stack);
  if (deployed === undefined)
    return result({ errors: [`It is not deployed. Run \`npx bulkhead up --only ${stack}\`.`] });
  const open = ports.underWay(stack);
  if (open > 0)
    return result({
      errors: [
        `A deployment was killed, and how ${open} ${open === 1 ? "creation" : "creations"} ended is not known. Run \`npx bulkhead up --only ${stack}\`, which finds out.`,
      ],
    });

  const cluster = await ports.cluster(name);
  const inCluster = deployed.filter(isInCluster);
  const cutOff = cluster !== undefined && inCluster.length > 0 && !(await ports.canReach(cluster.host));
  const { events, errors } = await ports.preview(stack, cutOff ? inCluster.map(({ urn }) => urn) : []);
  const remedy = remedyFor(errors);
  const ids = new Map(deployed.map(({ urn, id }) => [urn, id]));
  return result({
    resources: errors.length > 0 ? [] : driftOf(events, ids),
    unchecked: cutOff
      ? [
          `${inCluster.length} Helm releases: the API server ${cluster.host} does not answer from here. Ask on an agent of the operations network.`,
        ]
      : [],
    errors: remedy === undefined ? errors : [...errors, remedy],
  });
}
