import type { Severity } from "@pulumi/policy";
import type { AzureType } from "./azureType.ts";

/** Reports what is wrong with the resource at hand. The message is a sentence that names the property and the remedy. */
export type Refuse = (message: string) => void;

/**
 * A resource as Pulumi hands it to a policy: inputs before it is created. Reading a property whose value is not known
 * yet throws; Pulumi then shows that the rule could not run, and runs it again during the update, when the value is known.
 */
export interface CheckedResource {
  readonly type: AzureType;
  readonly props: Properties;
}

/** Inputs of a resource, of which nothing is known but what a rule asks for. */
export type Properties = Readonly<Record<string, unknown>>;

/** One thing that no resource may do. */
export interface Rule {
  /** `<domain>-<what must be so>`; the file lies at `rules/<domain>/`. Stable, because configurations refer to it. */
  readonly name: string;
  /** What must be so, in one sentence. */
  readonly description: string;
  /** What goes wrong otherwise. */
  readonly why: string;
  /** What to write in the program. */
  readonly remedy: string;
  readonly severity: Severity;
  /** Where the requirement comes from. */
  readonly reference: string;
  /** Does nothing for a resource that the rule is not about. */
  readonly check: (resource: CheckedResource, refuse: Refuse) => void;
}
