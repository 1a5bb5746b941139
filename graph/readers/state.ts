/** A stack's state: what `pulumi stack export` prints, or a checkpoint file of a self-managed backend. */
import { graphOf, type Graph } from "../model.ts";
import { isObject, objectsAt, type Properties } from "../../lib/properties.ts";
import { isInternal, toNode, type RawResource } from "./node.ts";

/** The content is no state of a stack. */
export class UnreadableGraphError extends Error {}

function resourcesOf(content: unknown): readonly Properties[] {
  const deployment = isObject(content)
    ? (content["deployment"] ??
      (isObject(content["checkpoint"]) ? content["checkpoint"]["latest"] : undefined))
    : undefined;
  if (!isObject(deployment))
    throw new UnreadableGraphError("This is neither an exported state (`deployment`) nor a checkpoint.");
  return objectsAt(deployment, "resources[]");
}

/**
 * Reads the state of one stack. Resources that only wait for their deletion are left out, as are providers.
 *
 * @throws UnreadableGraphError for content that is no state.
 */
export function readState(stack: string, content: unknown): Graph {
  return graphOf(
    resourcesOf(content)
      .filter((resource) => resource["delete"] !== true)
      .map((resource) => resource as unknown as RawResource)
      .filter(({ type }) => !isInternal(type))
      .map((resource) => toNode(stack, resource)),
  );
}
