/** The rules by which Azure and Kubernetes decide about a flow, each with the document that states it. */
import rules from "./data/rules.json" with { type: "json" };
import sources from "./data/sources.json" with { type: "json" };

/** Names a row of data/rules.json. */
export type RuleId = keyof typeof rules;

export interface SemanticRule {
  readonly text: string;
  /** Keys of data/sources.json. */
  readonly sources: readonly string[];
  /** Whether the document states it, or it follows from what it states, or no stored copy of a document states it. */
  readonly basis: "stated" | "derived" | "unverified";
}

export interface SemanticSource {
  readonly repository: string;
  readonly path: string;
  /** The date that the document bears. */
  readonly date: string;
}

export const semanticRules = rules as Readonly<Record<RuleId, SemanticRule>>;
export const semanticSources: Readonly<Record<string, SemanticSource>> = sources;
