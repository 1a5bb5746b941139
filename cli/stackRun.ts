/** One stack through the Automation API: the only place that talks to the engine. */
import * as path from "node:path";
import {
  CommandError,
  ConcurrentUpdateError,
  LocalWorkspace,
  type EngineEvent,
  type OpMap,
  type PreviewOptions,
  type Stack,
  type UpOptions,
} from "@pulumi/pulumi/automation/index.js";
import type { StackName } from "../config/stackName.ts";
import type { Journal } from "./journal.ts";
import { recover } from "./recovery.ts";
import { releaseOf, type ReleaseSummary } from "./releases.ts";
import { remedyAfter } from "./whereToRun.ts";

export type Verb = "up" | "preview" | "destroy";

/** Where and how a stack is worked on: the real Azure or a rehearsal. */
export interface Target {
  /** Folder with Pulumi.yaml and the stack files. */
  readonly workDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly policyPack: string | undefined;
  /** Enforcement, parameters and exemptions for the policy pack. */
  readonly policyConfig?: string | undefined;
  /** The subscription, where it is known without asking a stack. */
  readonly subscriptionId: string | undefined;
  /** Who encrypts the secrets of a stack that is made; Pulumi's passphrase when left out. */
  secretsProvider?(stack: string): string;
  journal(stack: string): Journal;
  /** Called before a stack is opened, that is, before its lock matters. */
  beforeOpen(stack: string): void;
  /** Whether the stack's state was cut off by a crash and had to be put back from its copy. */
  wasRestored(stack: string): boolean;
  /** Called before an engine starts to work on a stack. */
  beforeEngine(stack: string): Promise<void>;
}

/** Something that happened to a resource, for whoever shows progress. */
export interface Progress {
  readonly stack: string;
  readonly kind: "started" | "ended" | "failed" | "note";
  readonly text: string;
}

export interface StackResult {
  readonly stack: string;
  readonly ok: boolean;
  readonly changes: Readonly<OpMap>;
  /** Resources in the stack afterwards, components and the stack itself included. */
  readonly resources: number;
  readonly outputs: Readonly<Record<string, unknown>>;
  /** What went wrong, one line per cause. */
  readonly errors: readonly string[];
  /** Taken into the state from a run that was killed. */
  readonly recovered: readonly string[];
  /** Helm releases that the run left in place. */
  readonly releases?: readonly ReleaseSummary[];
  /** What the program warned of, each once. */
  readonly warnings?: readonly string[];
}

const ansi = /\u001b\[[0-9;]*m|<\{%.*?%\}>/g;

function plain(text: string): string {
  return text.replaceAll(ansi, "").trim();
}

/** What a program says about its stack as a whole; engine and providers warn of single resources. */
function isAboutStack(urn: string | undefined): boolean {
  return urn === undefined || urn.split("::")[2] === "pulumi:pulumi:Stack";
}

/** Follows engine events: keeps the journal, reports progress, collects what went wrong. */
export class Listener {
  readonly errors: string[] = [];
  readonly warnings = new Set<string>();
  changes: OpMap = {};
  readonly releases = new Map<string, ReleaseSummary>();
  private readonly journal: Journal | undefined;
  private readonly stack: string;
  private readonly report: (progress: Progress) => void;

  constructor(stack: string, journal: Journal | undefined, report: (progress: Progress) => void) {
    this.stack = stack;
    this.journal = journal;
    this.report = report;
  }

  readonly hear = (event: EngineEvent): void => {
    const {
      resourcePreEvent: pre,
      resOutputsEvent: outputs,
      resOpFailedEvent: failed,
      diagnosticEvent: diagnostic,
      policyEvent: policy,
    } = event;
    if (pre) {
      const { op, urn, type, provider, new: state } = pre.metadata;
      if (op === "same" || op === "read") return;
      if (state?.custom && !type.startsWith("pulumi:") && (op === "create" || op === "create-replacement")) {
        this.journal?.started({ urn, type, provider, parent: state.parent, inputs: state.inputs });
      }
      this.tell("started", `${op} ${nameOf(urn)}`);
    }
    if (outputs) {
      const { urn, type, new: state } = outputs.metadata;
      const release = releaseOf(type, state?.outputs);
      if (release) this.releases.set(urn, release);
    }
    if (outputs && outputs.metadata.op !== "same") {
      this.journal?.done(outputs.metadata.urn);
      this.tell("ended", `${outputs.metadata.op} ${nameOf(outputs.metadata.urn)}`);
    }
    // A failure that the provider lived to report is no creation under way; a dead provider reports nothing.
    if (failed) this.tell("failed", `${failed.metadata.op} ${nameOf(failed.metadata.urn)}`);
    if (diagnostic?.severity === "error") {
      const text = plain(diagnostic.message);
      if (text !== "" && !text.startsWith("update failed") && !text.startsWith("preview failed")) {
        if (diagnostic.urn !== undefined && saysThatAzureAnswered(text))
          this.journal?.refused(diagnostic.urn);
        this.errors.push(diagnostic.urn === undefined ? text : `${nameOf(diagnostic.urn)}: ${text}`);
      }
    }
    if (diagnostic?.severity === "warning" && isAboutStack(diagnostic.urn))
      this.warnings.add(plain(diagnostic.message));
    if (policy?.enforcementLevel === "mandatory") {
      this.errors.push(
        `policy ${policy.policyName}: ${plain(policy.message)}${policy.resourceUrn === undefined ? "" : ` (${nameOf(policy.resourceUrn)})`}`,
      );
    }
    if (event.summaryEvent) this.changes = event.summaryEvent.resourceChanges;
  };

  private tell(kind: Progress["kind"], text: string): void {
    this.report({ stack: this.stack, kind, text });
  }
}

/** ARM refused, so nothing was created; a broken connection says nothing of the kind. */
function saysThatAzureAnswered(text: string): boolean {
  return (
    /Code="|already existing resource|policy/.test(text) &&
    !/Unavailable|connection (refused|reset)|EOF/i.test(text)
  );
}

export function nameOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)?.split(":").at(-1) ?? types} ${name}`;
}

async function openStack(name: string, target: Target): Promise<Stack> {
  return LocalWorkspace.createOrSelectStack(
    { stackName: name, workDir: target.workDir },
    { envVars: { ...target.environment }, secretsProvider: target.secretsProvider?.(name) ?? "passphrase" },
  );
}

/** The stack if it exists already. */
export async function selectStack(name: string, target: Target): Promise<Stack | undefined> {
  const workspace = await LocalWorkspace.create({
    workDir: target.workDir,
    envVars: { ...target.environment },
  });
  const known = await workspace.listStacks();
  if (!known.some((item) => item.name === name)) return undefined;
  return LocalWorkspace.selectStack(
    { stackName: name, workDir: target.workDir },
    { envVars: { ...target.environment } },
  );
}

/** What a failed run of the engine was about, one line per cause. */
export function whatWentWrong(error: unknown, listener: Listener, stack: string): string[] {
  if (error instanceof ConcurrentUpdateError) {
    return [
      `another run holds the lock of '${stack}'. Wait for it; if it is dead, \`pulumi cancel -s ${stack}\` takes the lock away.`,
    ];
  }
  // When one resource fails the engine cancels the others, which is no cause of its own.
  const causes = [...new Set(listener.errors)].filter((text) => !text.endsWith("context canceled"));
  if (causes.length > 0) return causes;
  if (error instanceof CommandError) return [plain(error.message)];
  return [error instanceof Error ? error.message : String(error)];
}

async function runOperation(
  verb: Verb,
  stack: Stack,
  options: UpOptions & PreviewOptions,
): Promise<Record<string, unknown>> {
  switch (verb) {
    case "up": {
      const { outputs } = await stack.up({ ...options, showSecrets: false });
      return Object.fromEntries(
        Object.entries(outputs).map(([key, output]) => [
          key,
          output.secret ? "[secret]" : (output.value as unknown),
        ]),
      );
    }
    case "preview":
      await stack.preview(options);
      return {};
    case "destroy": {
      const { policyPacks: _, policyPackConfigs: __, ...rest } = options;
      await stack.destroy(rest);
      return {};
    }
  }
}

/** Resources that a stack has after an operation, the stack itself included. */
function sizeAfter(verb: Verb, changes: Readonly<OpMap>): number {
  if (verb === "destroy") return 0;
  const staying: (keyof OpMap)[] = ["same", "create", "update", "replace"];
  return staying.reduce((sum, op) => sum + (changes[op] ?? 0), 0);
}

/**
 * Runs one verb on one stack. Never throws for what a user can meet: the result says what went wrong.
 *
 * @param only URNs to restrict the operation to; everything else of the stack then stays as it is.
 */
export async function runStack(
  verb: Verb,
  name: StackName,
  target: Target,
  report: (progress: Progress) => void,
  signal: AbortSignal,
  only?: readonly string[],
): Promise<StackResult> {
  const journal = target.journal(name.text);
  const listener = new Listener(name.text, verb === "up" ? journal : undefined, report);
  let recovered: string[] = [];
  const result = (rest: Partial<StackResult>): StackResult => ({
    stack: name.text,
    ok: false,
    changes: listener.changes,
    resources: 0,
    outputs: {},
    errors: [],
    recovered,
    releases: [...listener.releases.values()],
    warnings: [...listener.warnings],
    ...rest,
  });
  try {
    target.beforeOpen(name.text);
    const stack =
      verb === "destroy" ? await selectStack(name.text, target) : await openStack(name.text, target);
    if (!stack) return result({ ok: true });
    if (verb !== "preview") {
      // A state that was put back from its copy may lack what had ended well after the copy was made.
      const candidates = target.wasRestored(name.text) ? journal.created() : journal.underWay();
      if (candidates.length > 0) recovered = await recover(stack, candidates, target.subscriptionId);
      journal.clear();
    }
    for (const urn of recovered)
      report({
        stack: name.text,
        kind: "note",
        text: `found in Azure, taken into the state: ${nameOf(urn)}`,
      });
    await target.beforeEngine(name.text);
    const options = {
      onEvent: listener.hear,
      onOutput: () => undefined,
      signal,
      ...(only === undefined ? {} : { target: [...only] }),
      ...(target.policyPack === undefined ? {} : { policyPacks: [path.resolve(target.policyPack)] }),
      ...(target.policyConfig === undefined
        ? {}
        : { policyPackConfigs: [path.resolve(target.policyConfig)] }),
    };
    const outputs = await runOperation(verb, stack, options);
    // What ended well left nothing under way.
    if (verb !== "preview") journal.clear();
    return result({ ok: true, resources: sizeAfter(verb, listener.changes), outputs });
  } catch (error) {
    const errors = whatWentWrong(error, listener, name.text);
    const remedy = remedyAfter(verb, name.text, errors);
    return result({ errors: remedy === undefined ? errors : [...errors, remedy] });
  }
}
