/** Faults of a rehearsal, as the command line takes them and tells of them. */
import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { Option } from "commander";
import { UserError } from "../config/userError.ts";
import { faultReport } from "../rehearsal/azure/faults/faults.ts";
import { Store } from "../rehearsal/azure/store.ts";
import type { FaultId } from "../rehearsal/faults/catalogue.ts";
import { readFaultFile } from "../rehearsal/faults/file.ts";
import type { FaultPlan, FaultReport } from "../rehearsal/faults/plan.ts";

/** Faults that find processes through /proc. */
const ofProcesses: readonly FaultId[] = ["engine-killed", "command-killed", "disk-full"];

export function faultsOption(): Option {
  return new Option(
    "--faults <file>",
    "what is to go wrong in a rehearsal; `npx bulkhead faults` lists what can",
  );
}

/** What a machine has to have for faults of processes. */
export interface FaultMachine {
  readonly hasProc: boolean;
  readonly hasPrlimit: () => boolean;
}

const thisMachine = (): FaultMachine => ({
  hasProc: existsSync("/proc/self/stat"),
  hasPrlimit: () => spawnSync("prlimit", ["--version"]).status === 0,
});

/** Refuses faults that this machine cannot make, before anything is started. */
export function refuseImpossible(plan: FaultPlan, file: string, machine = thisMachine()): void {
  for (const [index, { fault }] of plan.faults.entries()) {
    const isMissing =
      (ofProcesses.includes(fault) && !machine.hasProc) || (fault === "disk-full" && !machine.hasPrlimit());
    if (!isMissing) continue;
    throw new UserError({
      file,
      key: `faults[${index}].fault`,
      problem: `${fault} needs ${machine.hasProc ? "`prlimit` of util-linux" : "Linux: it looks for processes in /proc"}.`,
      remedy: "Rehearse it on a Linux that has it, or take it out of the file.",
    });
  }
}

/**
 * The faults that `--faults` names.
 *
 * @throws UserError for a file that is no fault file, and for faults of anything but a rehearsal.
 */
export function faultsOf(options: {
  readonly faults?: string;
  readonly local?: true;
}): FaultPlan | undefined {
  if (options.faults === undefined) return undefined;
  if (!options.local) {
    throw new UserError({
      key: "--faults",
      problem: "Faults happen in a rehearsal only.",
      remedy: "Add --local.",
    });
  }
  const plan = readFaultFile(options.faults);
  refuseImpossible(plan, options.faults);
  return plan;
}

/** Faults need what an engine has and a rehearsal in process has not: a state, and processes. */
export function refuseFaultsInProcess(plan: FaultPlan | undefined, reason: string): void {
  if (plan === undefined) return;
  throw new UserError({
    key: "--faults",
    problem: `Without a Pulumi engine there is nothing that could recover from them (${reason}).`,
    remedy: "Install Pulumi or Go, then try again.",
  });
}

/** What became of the faults, from the database of the local Azure: it may have been killed itself. */
export function struckFaults(plan: FaultPlan | undefined, database: string): FaultReport[] | undefined {
  if (plan === undefined || !existsSync(database)) return undefined;
  const store = new Store(database);
  try {
    return faultReport(store);
  } finally {
    store.close();
  }
}

/** How often one fault has struck, as people say it. */
function oftenText({ fault, struck, of }: FaultReport): string {
  if (struck === 0) return `${fault} met no request`;
  return of === null || of === 1
    ? `${fault} struck${struck === 1 ? "" : ` ${struck} times`}`
    : `${fault} struck ${struck} of ${of} times`;
}

/** What became of the faults, as lines for people. */
export function faultLines(reports: readonly FaultReport[]): string[] {
  return reports.length === 0 ? [] : [`Faults: ${reports.map(oftenText).join(", ")}.`];
}
