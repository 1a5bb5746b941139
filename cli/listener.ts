/** Follows the events of the engine: keeps the journal, tells of progress, collects what went wrong. */
import type { EngineEvent, OpMap, StepEventStateMetadata } from "@pulumi/pulumi/automation/index.js";
import { plain } from "./engineText.ts";
import type { Creation, Journal } from "./journal.ts";
import { releaseOf, type ReleaseSummary } from "./releases.ts";
import { failureOf } from "./reactions/failure.ts";
import { knownOf } from "./reactions/table.ts";
import { askedBy, unlinkedBy } from "./unlinkedOrigins.ts";

/** Something that happened to a resource, for whoever shows progress. */
export interface Progress {
  readonly stack: string;
  readonly kind: "started" | "ended" | "failed" | "note";
  readonly text: string;
}

/** Type and name of a resource, for people. */
export function nameOf(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split("$").at(-1)?.split(":").at(-1) ?? types} ${name}`;
}

/** What a program says about its stack as a whole; engine and providers warn of single resources. */
function isAboutStack(urn: string | undefined): boolean {
  return urn === undefined || urn.split("::")[2] === "pulumi:pulumi:Stack";
}

/** Statuses that a request may end with although Azure has carried it out: the client had asked before, and heard no answer. */
const uncertainStatuses = new Set([408, 409, 412, 429]);

/**
 * Whether an error means for certain that Azure created nothing that is ours. A broken connection says nothing of the kind, nor does
 * a failure of Azure's, nor that somebody is at work there: that may be the creation itself, whose answer was lost.
 */
export function isCertainRefusal(error: string): boolean {
  const failure = failureOf(error);
  if (/already existing (sub)?resource/.test(failure.text)) return true;
  const { status } = failure;
  if (status === undefined || status < 400 || status >= 500) return false;
  return !uncertainStatuses.has(status) || knownOf(failure)?.reaction === "stop";
}

const groupType = "azure-native:resources:ResourceGroup";
const grantType = /:(RoleAssignment|SqlResourceSqlRoleAssignment)$/;

function creationOf(
  urn: string,
  provider: string,
  { type, parent, inputs, retainOnDelete }: StepEventStateMetadata,
): Creation {
  return { urn, type, provider, parent, inputs, ...(retainOnDelete ? { retainOnDelete } : {}) };
}

export class Listener {
  readonly errors: string[] = [];
  readonly warnings = new Set<string>();
  changes: OpMap = {};
  readonly releases = new Map<string, ReleaseSummary>();
  /** How many roles were assigned. */
  grants = 0;
  /** What was forgotten instead of being deleted: it is looked for until the run has ended well. */
  private readonly forgotten = new Set<string>();
  private readonly journal: Journal | undefined;
  private readonly stack: string;
  private readonly report: (progress: Progress) => void;
  private readonly onGroup: (id: string) => void;

  /** @param onGroup told of every resource group that the state had before, by id. */
  constructor(
    stack: string,
    journal: Journal | undefined,
    report: (progress: Progress) => void,
    onGroup: (id: string) => void = () => undefined,
  ) {
    this.stack = stack;
    this.journal = journal;
    this.report = report;
    this.onGroup = onGroup;
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
      const { op, urn, type, provider, old, new: state } = pre.metadata;
      if (type === groupType && (op === "same" || op === "update") && old?.id) this.onGroup(old.id);
      if (op === "same" || op === "read") return;
      if (state?.custom && !type.startsWith("pulumi:") && (op === "create" || op === "create-replacement"))
        this.journal?.started(creationOf(urn, provider, state));
      if (old?.custom && (op === "delete" || op === "delete-replaced")) this.hearDeletion(urn, provider, old);
      this.tell("started", `${op} ${nameOf(urn)}`);
    }
    if (outputs) {
      const { urn, type, new: state } = outputs.metadata;
      const release = releaseOf(type, state?.outputs);
      if (release) this.releases.set(urn, release);
    }
    if (outputs && outputs.metadata.op !== "same") {
      const { op, urn, type, new: state } = outputs.metadata;
      if (!this.forgotten.has(urn)) this.journal?.done(urn);
      if (op === "create" || op === "create-replacement") {
        if (grantType.test(type)) this.grants += 1;
        const asked = askedBy(type, state?.inputs as Readonly<Record<string, unknown>> | undefined);
        if (asked !== undefined) this.journal?.linked(asked);
      }
      this.tell("ended", `${op} ${nameOf(urn)}`);
    }
    // A failure that the provider lived to report is no creation under way; a dead provider reports nothing.
    if (failed) this.tell("failed", `${failed.metadata.op} ${nameOf(failed.metadata.urn)}`);
    if (diagnostic?.severity === "error") this.hearError(plain(diagnostic.message), diagnostic.urn);
    if (diagnostic?.severity === "warning" && isAboutStack(diagnostic.urn))
      this.warnings.add(plain(diagnostic.message));
    if (policy?.enforcementLevel === "mandatory") {
      this.errors.push(
        `policy ${policy.policyName}: ${plain(policy.message)}${policy.resourceUrn === undefined ? "" : ` (${nameOf(policy.resourceUrn)})`}`,
      );
    }
    if (event.summaryEvent) this.changes = event.summaryEvent.resourceChanges;
  };

  private hearDeletion(urn: string, provider: string, old: StepEventStateMetadata): void {
    if (old.type.startsWith("pulumi:")) return;
    if (old.retainOnDelete) {
      this.forgotten.add(urn);
      this.journal?.started(creationOf(urn, provider, old));
      return;
    }
    this.journal?.deleting(urn);
    const unlinked = unlinkedBy(old.type, old.inputs as Readonly<Record<string, unknown>>);
    if (unlinked !== undefined) this.journal?.unlinked(unlinked);
  }

  private hearError(text: string, urn: string | undefined): void {
    if (text === "" || text.startsWith("update failed") || text.startsWith("preview failed")) return;
    if (urn !== undefined && isCertainRefusal(text)) this.journal?.refused(urn);
    this.errors.push(urn === undefined ? text : `${nameOf(urn)}: ${text}`);
  }

  private tell(kind: Progress["kind"], text: string): void {
    this.report({ stack: this.stack, kind, text });
  }
}
