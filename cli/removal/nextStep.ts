/** What comes next when a region leaves the platform. Pure: after a crash the same facts lead on from where it stopped. */
import { stackFileName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";

/** A stamp of the region. */
export interface RemovedStamp {
  readonly stack: string;
  readonly hasFile: boolean;
  readonly hasState: boolean;
  /** Whether Front Door may still send it requests, according to its state. */
  readonly takesRequests: boolean;
}

/** The operations network of the region. */
export interface RemovedOperations {
  readonly stack: string;
  readonly hasFile: boolean;
  readonly hasState: boolean;
  readonly leaving: boolean;
  /** Whether Pulumi's state is in it. */
  readonly keepsState: boolean;
  /** Stamps elsewhere that have private endpoints in it. */
  readonly attached: readonly string[];
}

/** What stack files and states say of a region. */
export interface RemovalFacts {
  readonly region: string;
  readonly globalStack: string;
  /** Where the global resources are. */
  readonly globalLocation: string;
  readonly stamps: readonly RemovedStamp[];
  /** Stamps of other regions that are deployed. */
  readonly others: readonly string[];
  readonly operations: RemovedOperations | undefined;
  /** Whether the global stack, as deployed, still holds data, images or logs in the region. */
  readonly deployed: { readonly data: boolean; readonly records: boolean };
  /** Whether the global stack's file lists the region as retired. */
  readonly retired: boolean;
}

export interface RemovalOptions {
  /** The operations network goes too. */
  readonly withOps: boolean;
  readonly yesDeleteData: boolean;
}

export type RemovalStep =
  | { readonly step: "drain" | "destroy" | "deleteFiles"; readonly stacks: readonly string[] }
  | { readonly step: "leave"; readonly stack: string }
  | { readonly step: "detach"; readonly stacks: readonly string[] }
  | { readonly step: "retire"; readonly region: string }
  | { readonly step: "deployGlobal"; readonly stacks: readonly string[] };

/** Whether something of the region stays for good, so that its logs stay as well. */
function keepsOperations({ operations }: RemovalFacts, { withOps }: RemovalOptions): boolean {
  return operations?.hasFile === true && !withOps;
}

const isOver = (facts: RemovalFacts): boolean =>
  facts.stamps.length === 0 && !facts.deployed.data && !facts.deployed.records;

/**
 * Everything that speaks against the removal, before anything is touched and again on the way.
 *
 * @throws UserError for the first of it.
 */
export function refuseRemoval(facts: RemovalFacts, options: RemovalOptions): void {
  const { region, stamps, others, operations, globalStack, retired } = facts;
  const opsGoes = options.withOps && operations !== undefined;
  if (isOver(facts) && !opsGoes) {
    if (retired) return;
    throw new UserError({
      key: region,
      problem: "The platform has nothing in this region.",
      remedy: "`npx bulkhead plan` lists the stacks with their regions.",
    });
  }
  if (region === facts.globalLocation) {
    throw new UserError({
      file: stackFileName(globalStack),
      key: "location",
      problem: `${region} is where the global resources are, and the first region of the database. Azure moves neither.`,
      remedy: `Keep its stamps out of the traffic with \`npx bulkhead region evacuate ${region}\`, or build a platform in another environment and move the data there.`,
    });
  }
  if (others.length === 0 && stamps.length > 0) {
    throw new UserError({
      key: region,
      problem: "It is the last region that has a deployed stamp; only the sorry page would answer.",
      remedy:
        "Add another region first (`npx bulkhead region add`), or take everything down with `npx bulkhead destroy`.",
    });
  }
  const lost = stamps.find(({ hasFile, hasState, takesRequests }) => hasState && takesRequests && !hasFile);
  if (lost !== undefined) {
    throw new UserError({
      file: stackFileName(lost.stack),
      problem: `The file is gone, and '${lost.stack}' still takes requests: it cannot be drained without it.`,
      remedy: "Bring the file back (git checkout), then run this again.",
    });
  }
  if (opsGoes && operations.keepsState && operations.hasState) {
    throw new UserError({
      file: stackFileName(operations.stack),
      key: "state.backend",
      problem: `Pulumi's state is in the storage of '${operations.stack}'.`,
      remedy:
        "Move it first (`pulumi stack export` and `import` with another backend), and write `elsewhere` here; or leave --with-ops away.",
    });
  }
  const losesRecords = facts.deployed.records && !keepsOperations(facts, options);
  if ((losesRecords || opsGoes) && !options.yesDeleteData) {
    throw new UserError({
      key: region,
      problem: `The logs and metrics of ${region} would be deleted${opsGoes ? `, and what '${operations.stack}' keeps` : ""}. Nothing has been touched.`,
      remedy:
        "Add --yes-delete-data if that is what you want. The data of the workload stays in the other regions.",
    });
  }
}

/**
 * The next step; undefined when the region is gone.
 *
 * Files change before what they describe, except that a file goes only after its stack: a crash then leaves a change that is
 * not deployed yet, which `up` or this command carries out, and never a stack that nobody looks after.
 */
export function nextStep(facts: RemovalFacts, options: RemovalOptions): RemovalStep | undefined {
  const { region, stamps, operations, deployed, globalStack } = facts;
  const names = (chosen: readonly { readonly stack: string }[]): string[] => chosen.map(({ stack }) => stack);
  const busy = stamps.filter(({ hasState, takesRequests }) => hasState && takesRequests);
  if (busy.length > 0) return { step: "drain", stacks: names(busy) };
  const standing = stamps.filter(({ hasState }) => hasState);
  if (standing.length > 0) return { step: "destroy", stacks: names(standing) };
  if (stamps.length > 0) return { step: "deleteFiles", stacks: names(stamps) };

  if (options.withOps && operations !== undefined) {
    const { stack, hasFile, hasState, leaving, attached } = operations;
    if (attached.length > 0 && hasFile && !leaving) return { step: "leave", stack };
    if (attached.length > 0) return { step: "detach", stacks: attached };
    if (hasState) return { step: "destroy", stacks: [stack] };
    if (hasFile) return { step: "deleteFiles", stacks: [stack] };
  }

  const keepsRecords = keepsOperations(facts, options);
  const goes = deployed.data || (deployed.records && !keepsRecords);
  if (!goes) return undefined;
  // A region that still has a stack file is none that is retired: the program refuses to be told both.
  if (!facts.retired && !keepsRecords) return { step: "retire", region };
  return { step: "deployGlobal", stacks: [globalStack] };
}

/** A step as a sentence, for those who look on. */
export function stepText(step: RemovalStep): string {
  switch (step.step) {
    case "drain":
      return `Take ${step.stacks.join(", ")} out of the traffic, and wait until no request is under way.`;
    case "destroy":
      return `Destroy ${step.stacks.join(", ")}.`;
    case "deleteFiles":
      return `Delete ${step.stacks.map(stackFileName).join(", ")}.`;
    case "leave":
      return `Write lifecycle: leaving into ${stackFileName(step.stack)}.`;
    case "detach":
      return `Deploy ${step.stacks.join(", ")}, which take their private endpoints out of it.`;
    case "retire":
      return `List ${step.region} under retiredRegions.`;
    case "deployGlobal":
      return `Deploy ${step.stacks.join(", ")}: database, images and logs leave the region.`;
  }
}

/** The facts after a step that went well. */
export function after(facts: RemovalFacts, step: RemovalStep, options: RemovalOptions): RemovalFacts {
  const operations = facts.operations;
  switch (step.step) {
    case "drain":
      return { ...facts, stamps: facts.stamps.map((stamp) => ({ ...stamp, takesRequests: false })) };
    case "destroy":
      if (operations !== undefined && step.stacks.includes(operations.stack))
        return { ...facts, operations: { ...operations, hasState: false } };
      return { ...facts, stamps: facts.stamps.map((stamp) => ({ ...stamp, hasState: false })) };
    case "deleteFiles":
      if (operations !== undefined && step.stacks.includes(operations.stack))
        return { ...facts, operations: undefined };
      return { ...facts, stamps: [] };
    case "leave":
      return operations === undefined ? facts : { ...facts, operations: { ...operations, leaving: true } };
    case "detach":
      return operations === undefined ? facts : { ...facts, operations: { ...operations, attached: [] } };
    case "retire":
      return { ...facts, retired: true };
    case "deployGlobal":
      return {
        ...facts,
        deployed: { data: false, records: keepsOperations(facts, options) && facts.deployed.records },
      };
  }
}

/** All steps from here on, if each goes well. */
export function stepsFrom(facts: RemovalFacts, options: RemovalOptions): RemovalStep[] {
  const steps: RemovalStep[] = [];
  let now = facts;
  for (let step = nextStep(now, options); step !== undefined; step = nextStep(now, options)) {
    steps.push(step);
    now = after(now, step, options);
  }
  return steps;
}
