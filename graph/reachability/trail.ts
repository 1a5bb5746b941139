/** The reasons for a verdict, in the order in which a packet meets them. */
import type { GraphNode } from "../model.ts";
import type { RuleId } from "./semantics.ts";

export type Stage =
  | "dns"
  | "policy"
  | "security group"
  | "route"
  | "firewall"
  | "private link"
  | "service"
  | "load balancer"
  | "front door"
  | "gateway";

export interface Step {
  readonly stage: Stage;
  /** `stop` ends the flow; `note` says what cannot be decided from the graph, or what happens on the way. */
  readonly outcome: "pass" | "stop" | "note";
  readonly text: string;
  /** The rule of Azure or Kubernetes behind it. */
  readonly rule: RuleId;
  /** URN of the resource that decides. */
  readonly resource: string | undefined;
  /** The rule of ours that decides, as its resource names it: a security rule, a firewall rule, a route, a policy. */
  readonly decidedBy: string | undefined;
}

/** What a step says beyond its text. */
export interface Decided {
  readonly node?: GraphNode | undefined;
  readonly by?: string | undefined;
}

/** Collects steps. `stop` returns false, so that a check can end with it. */
export class Trail {
  readonly steps: Step[] = [];
  /** False once something was decided by what the graph does not show. */
  certain = true;

  #add(outcome: Step["outcome"], stage: Stage, rule: RuleId, text: string, decided: Decided): void {
    this.steps.push({ stage, outcome, text, rule, resource: decided.node?.urn, decidedBy: decided.by });
  }

  pass(stage: Stage, rule: RuleId, text: string, decided: Decided = {}): true {
    this.#add("pass", stage, rule, text, decided);
    return true;
  }

  stop(stage: Stage, rule: RuleId, text: string, decided: Decided = {}): false {
    this.#add("stop", stage, rule, text, decided);
    return false;
  }

  note(stage: Stage, rule: RuleId, text: string, decided: Decided = {}): void {
    this.#add("note", stage, rule, text, decided);
  }

  /** Somebody outside of the graph decides; the flow is taken as let through. */
  unknown(stage: Stage, rule: RuleId, text: string, decided: Decided = {}): true {
    this.certain = false;
    this.#add("note", stage, rule, text, decided);
    return true;
  }
}
