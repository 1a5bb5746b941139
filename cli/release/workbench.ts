/** The stacks of an environment, in a rehearsal or on the real Azure: what they are, and what can be done to them. */
import { activeOpsStacks } from "../../config/ops.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { parseStackName, type StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { ArmClient } from "../../provider/arm.ts";
import { armEndpoint, tokenSource } from "../../provider/credential.ts";
import type { AzureClient } from "../../rehearsal/azureProcess.ts";
import type { FaultPlan } from "../../rehearsal/faults/plan.ts";
import { openRehearsal } from "../../rehearsal/session.ts";
import { syncWorkspace } from "../../rehearsal/workspace.ts";
import { contractOf, stateOf } from "../backend.ts";
import { acceptsConnections, clustersOf, refuseWithoutRoute } from "../clusterRoute.ts";
import { projectRoot, type EngineChoice } from "../common.ts";
import { localClients, publishAfterUp, realClients } from "../content/run.ts";
import { refuseViolations } from "../controls/beforeUp.ts";
import { refuseToLoseData } from "../dataGuard.ts";
import {
  dataWouldBeLost,
  existingStacks,
  refuseWithoutGlobal,
  refuseWithoutOperations,
  unprotect,
} from "../guards.ts";
import { orchestrate, type OrchestrateRequest } from "../orchestrate.ts";
import { planOf } from "../plan.ts";
import { plainView } from "../progress.ts";
import { failureLines } from "../summary.ts";
import { runStack, type Target, type Verb } from "../stackRun.ts";
import { localTarget, realTarget } from "../target.ts";
import { originUrns, type StateResource } from "./origins.ts";

export interface WorkbenchRequest {
  readonly local: boolean;
  readonly env: string | undefined;
  readonly engine: EngineChoice;
  readonly parallel: number;
  readonly yesDeleteData: boolean;
  /** The command that goes on after a failure, for messages. */
  readonly resume: string;
  readonly say: (line: string) => void;
  /** What is to go wrong in a rehearsal. */
  readonly faults?: FaultPlan | undefined;
}

export interface Workbench {
  /** Folder of the stack files. */
  readonly root: string;
  readonly request: WorkbenchRequest;
  /** The local Azure, in a rehearsal. */
  readonly azure: AzureClient | undefined;
  /** The local subscription's database, in a rehearsal. */
  readonly database: string | undefined;
  readonly arm: Pick<ArmClient, "get" | "ask">;
  readonly signal: AbortSignal;
  /** Resources of a stack's state; undefined for a stack that is not there. Remembered until {@link forgetStates}. */
  state(stack: string): Promise<readonly StateResource[] | undefined>;
  forgetStates(): void;
  /** Names of the environment's stacks that have resources, whether they have a file or not. */
  existing(): Promise<readonly string[]>;
  /** Output `contract` of a stack. */
  contract(stack: string): Promise<unknown>;
  /** Deploys whole stamps. */
  deploy(stacks: readonly string[]): Promise<void>;
  /** Updates the origins of stamps and nothing else of them. */
  applyOrigins(stacks: readonly string[]): Promise<void>;
  destroy(stacks: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

interface Place {
  readonly target: Target;
  readonly azure: AzureClient | undefined;
  readonly database: string | undefined;
  /** Brings the engine's view of the stack files up to date. */
  readonly sync: () => void;
  readonly close: () => Promise<void>;
}

async function placeOf({ local, engine, say, faults }: WorkbenchRequest): Promise<Place> {
  if (!local)
    return {
      target: realTarget(),
      azure: undefined,
      database: undefined,
      sync: () => undefined,
      close: () => Promise.resolve(),
    };
  const rehearsal = await openRehearsal({ projectRoot, engine, report: say, faults });
  if ("reason" in rehearsal)
    throw new UserError({
      key: "--local",
      problem: `Without a Pulumi engine no state is kept that a release could go on from (${rehearsal.reason}).`,
      remedy: "Install Pulumi or Go, then try again.",
    });
  return {
    target: await localTarget(rehearsal),
    azure: rehearsal.azure,
    database: rehearsal.places.database,
    sync: () => syncWorkspace(projectRoot, rehearsal.places),
    close: () => rehearsal.close(),
  };
}

/** The first interrupt lets what runs come to an end; the second one ends at once. */
function interruptible(say: (line: string) => void): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      say("Interrupted: what is under way is brought to an end. Once more to stop at once.");
      controller.abort();
    });
  }
  return controller.signal;
}

function armOf(azure: AzureClient | undefined, signal: AbortSignal): ArmClient {
  const endpoint = azure?.info.arm ?? armEndpoint(process.env);
  return new ArmClient({ endpoint, token: tokenSource(endpoint), signal });
}

type Run = (verb: Verb, stacks: readonly string[], more?: Partial<OrchestrateRequest>) => Promise<void>;

function runner(place: Place, request: WorkbenchRequest, signal: AbortSignal, after: () => void): Run {
  return async (verb, stacks, more = {}) => {
    const { say, parallel, resume } = request;
    place.sync();
    after();
    const plan = planOf(
      stacks.map((stack) => parseStackName(stack)),
      verb === "destroy" ? "destroy" : "deploy",
    );
    const summary = await orchestrate({
      verb,
      plan,
      parallel,
      target: place.target,
      azure: place.azure,
      view: plainView(say, false),
      signal,
      resume,
      ...more,
    });
    after();
    if (summary.ok) return;
    if (signal.aborted)
      throw new UserError({ problem: "The release was interrupted.", remedy: `To go on: ${resume}.` });
    // Other commands than a release work here as well.
    const abort = / release\b/.test(resume) ? " Or take the release back: npx bulkhead release abort." : "";
    const failed = summary.stacks.find(({ outcome }) => outcome === "failed");
    throw new UserError({
      problem: `'${failed?.stack ?? stacks.join(", ")}' failed: ${failed === undefined ? "" : failureLines(failed).join("\n")}`,
      remedy: `What takes requests goes on taking them. Mend the cause, then go on: ${resume}.${abort}`,
    });
  };
}

/** What `up` asks before it creates anything, for stamps alone. */
async function refuseHopeless(
  stacks: readonly string[],
  place: Place,
  { env, say, local }: WorkbenchRequest,
): Promise<void> {
  await refuseViolations({ env, only: stacks, say });
  const existing = await existingStacks(place.target, env);
  const plan = planOf(
    stacks.map((stack) => parseStackName(stack)),
    "deploy",
  );
  refuseWithoutGlobal(plan, existing);
  refuseWithoutOperations(plan, activeOpsStacks(readStackFiles(projectRoot, env)), existing);
  if (!local) await refuseUnreachable("up", stacks, place);
}

async function refuseUnreachable(
  verb: "up" | "destroy",
  stacks: readonly string[],
  place: Place,
): Promise<void> {
  const names: StackName[] = stacks.map((stack) => parseStackName(stack));
  await refuseWithoutRoute(verb, await clustersOf(place.target, names), acceptsConnections);
}

/** @throws UserError where a rehearsal finds no engine. */
export async function openWorkbench(request: WorkbenchRequest): Promise<Workbench> {
  const place = await placeOf(request);
  const signal = interruptible(request.say);
  const { target, azure } = place;
  const states = new Map<string, readonly StateResource[] | undefined>();
  const run = runner(place, request, signal, () => states.clear());
  const state = async (stack: string): Promise<readonly StateResource[] | undefined> => {
    if (states.has(stack)) return states.get(stack);
    const exported = await stateOf(stack, target);
    const deployment = exported?.deployment as { resources?: StateResource[] } | undefined;
    const resources = exported === undefined ? undefined : (deployment?.resources ?? []);
    states.set(stack, resources);
    return resources;
  };
  return {
    root: projectRoot,
    request,
    azure,
    database: place.database,
    arm: armOf(azure, signal),
    signal,
    state,
    forgetStates: () => states.clear(),
    existing: async () => (await existingStacks(target, request.env)).map(({ name }) => name),
    contract: (stack) => contractOf(stack, target),
    deploy: async (stacks) => {
      await refuseHopeless(stacks, place, request);
      const clients = azure ? localClients((order) => azure.storage(order)) : await realClients();
      await run("up", stacks, {
        afterUp: (stack, outputs) => publishAfterUp(stack, outputs["contract"], clients),
      });
    },
    applyOrigins: async (stacks) => {
      const urns = new Map<string, string[]>();
      for (const stack of stacks) {
        const origins = originUrns((await state(stack)) ?? []);
        // Without a target the engine would work on the whole stack.
        if (origins.length === 0)
          throw new UserError({
            problem: `'${stack}' has no origins whose weight could change: it is not deployed, or not completely.`,
            remedy: `Run \`npx bulkhead up --only ${stack}\` first.`,
          });
        urns.set(stack, origins);
      }
      await run("up", stacks, {
        runStack: (verb, stack, at, report, abort) =>
          runStack(verb, stack, at, report, abort, urns.get(stack.text) ?? []),
      });
    },
    destroy: async (stacks) => {
      if (!request.local) await refuseUnreachable("destroy", stacks, place);
      const data = await dataWouldBeLost(target, stacks);
      refuseToLoseData(data, request.yesDeleteData ? { yesDeleteData: true } : {});
      await unprotect(target, data);
      await run("destroy", stacks);
    },
    close: () => place.close(),
  };
}
