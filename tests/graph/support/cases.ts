import type { Graph } from "../../../graph/model.ts";
import type { RuleId } from "../../../graph/reachability/semantics.ts";

/** A flow on hand-made resources that one rule decides about. */
export interface RuleCase {
  readonly rule: RuleId;
  readonly title: string;
  readonly graph: () => Graph;
  readonly from: string;
  readonly to: string;
  readonly allowed: boolean;
}
