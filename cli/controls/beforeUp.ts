/** What `up` asks before it begins: whether the stack files deploy anything that a control forbids. */
import { UserError } from "../../config/userError.ts";
import { catalogue } from "../../controls/catalogue/index.ts";
import { disablesEverything } from "./attachedPack.ts";
import { evaluateStacks } from "./evaluateStacks.ts";
import { projectRoot } from "../common.ts";
import { policyConfigFile, policyConfigName, readPolicyConfig } from "./policyConfig.ts";
import { fingerprint, recall, remember } from "./remembered.ts";
import { findingLines, type ControlsReport } from "./report.ts";

export interface BeforeUpRequest {
  readonly env?: string | undefined;
  readonly only?: readonly string[] | undefined;
  readonly say: (line: string) => void;
  /** Where the evaluation is remembered; the project's root when left out. */
  readonly root?: string;
  /** Tests put something quicker in its place. */
  readonly evaluate?: typeof evaluateStacks;
}

/**
 * Holds what the programs would deploy against the controls, with every value known, while nothing has been created yet. The
 * policy pack asks the same again during the update.
 *
 * @returns undefined where every control is disabled, and where a program does not run without Azure: then the policy pack
 * alone decides.
 * @throws UserError when a mandatory control is violated, or the policy configuration is wrong.
 */
export async function refuseViolations(request: BeforeUpRequest): Promise<ControlsReport | undefined> {
  const { env, only, say, root = projectRoot, evaluate = evaluateStacks } = request;
  const today = new Date().toISOString().slice(0, 10);
  if (disablesEverything(readPolicyConfig(policyConfigFile(root), catalogue, today))) {
    say(`${policyConfigName} disables every control: nothing is held against them.`);
    return undefined;
  }
  const print = fingerprint(root, { env, only }, today);
  const known = recall(root, print);
  if (known !== undefined) return known;
  say("Holding what the stack files would deploy against the controls, before anything is created.");
  let report: ControlsReport;
  try {
    report = await evaluate({
      env,
      only,
      from: "program",
      choose: ({ kind, text }) => kind !== "stamp" || (only?.includes(text) ?? true),
      // Without the other stamps, a control over all stacks would miss what they have.
      controls: only === undefined ? catalogue : catalogue.filter(({ scope }) => scope !== "platform"),
      say: () => undefined,
    });
  } catch (error) {
    if (!(error instanceof UserError) || error.file === policyConfigName) throw error;
    say(`The controls could not be evaluated beforehand: ${error.problem} The policy pack decides.`);
    return undefined;
  }
  const lines = findingLines(report);
  for (const line of lines) say(line);
  if (report.violations === 0) {
    remember(root, print, report);
    return report;
  }
  throw new UserError({
    problem: `${report.violations} ${report.violations === 1 ? "violation" : "violations"} of mandatory controls; nothing was created.`,
    remedy: `Mend the stack files, or exempt the resource in ${policyConfigName} with a reason and a last day.`,
  });
}
