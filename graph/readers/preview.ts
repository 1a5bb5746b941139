/** A preview: what `pulumi preview --json` prints, a plan (`--save-plan`), or the engine's events. */
import { graphOf, type Graph, type GraphNode } from "../model.ts";
import { isObject, objectsAt, textAt, type Properties } from "../../lib/properties.ts";
import { isInternal, toNode, type RawResource } from "./node.ts";
import { UnreadableGraphError } from "./state.ts";

/** Steps after which the resource is no more, or that only look at it. */
const leaving = new Set(["delete", "delete-replaced", "discard", "remove-pending-replace", "read-discard"]);

function nodeOf(stack: string, state: Properties | undefined): GraphNode[] {
  if (state === undefined || typeof state["type"] !== "string" || isInternal(state["type"])) return [];
  return [toNode(stack, state as unknown as RawResource)];
}

/** A plan has goals: inputs as a difference to what is there, which for a first deployment is all of them. */
function ofPlan(stack: string, plans: Properties): GraphNode[] {
  return Object.entries(plans).flatMap(([urn, plan]) => {
    const goal = isObject(plan) && isObject(plan["goal"]) ? plan["goal"] : undefined;
    if (goal === undefined) return [];
    const inputs = { ...section(goal, "inputDiff", "adds"), ...section(goal, "inputDiff", "updates") };
    return nodeOf(stack, { ...goal, urn, inputs });
  });
}

function section(goal: Properties, difference: string, part: string): Properties {
  const diff = goal[difference];
  const found = isObject(diff) ? diff[part] : undefined;
  return isObject(found) ? found : {};
}

function ofSteps(stack: string, steps: readonly Properties[], stateKey: string): GraphNode[] {
  return steps
    .filter((step) => !leaving.has(textAt(step, "op") ?? ""))
    .flatMap((step) => nodeOf(stack, isObject(step[stateKey]) ? step[stateKey] : undefined));
}

/**
 * Reads what a preview says will be there afterwards. Engine events name no dependencies, plans only what changes: of the
 * three, the output of `pulumi preview --json` knows most.
 *
 * @param content the parsed JSON; for events the list of them.
 * @throws UnreadableGraphError for content that is no preview.
 */
export function readPreview(stack: string, content: unknown): Graph {
  if (Array.isArray(content)) {
    const metadata = content.flatMap((event) =>
      objectsAt({ event: event as unknown }, "event.resourcePreEvent.metadata"),
    );
    return graphOf(ofSteps(stack, metadata, "new"));
  }
  if (isObject(content) && isObject(content["resourcePlans"]))
    return graphOf(ofPlan(stack, content["resourcePlans"]));
  if (isObject(content) && Array.isArray(content["steps"]))
    return graphOf(ofSteps(stack, objectsAt(content, "steps[]"), "newState"));
  throw new UnreadableGraphError(
    "This is neither a preview as JSON (`steps`), nor a plan, nor a list of events.",
  );
}
