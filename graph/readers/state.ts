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

/** Of what every resource of a state has, that which readers build on. */
const core: Readonly<Record<string, (value: unknown) => boolean>> = {
  urn: (value) => typeof value === "string",
  type: (value) => typeof value === "string",
  custom: (value) => value === undefined || typeof value === "boolean",
  id: (value) => value === undefined || typeof value === "string",
  inputs: (value) => value === undefined || isObject(value),
  outputs: (value) => value === undefined || isObject(value),
  parent: (value) => value === undefined || typeof value === "string",
};

function rawResource(resource: Properties): RawResource {
  const wrong = Object.keys(core).find((key) => core[key]?.(resource[key]) !== true);
  if (wrong === undefined) return resource as unknown as RawResource;
  throw new UnreadableGraphError(`A resource of this state has no '${wrong}' that can be read.`);
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
      .map(rawResource)
      .filter(({ type }) => !isInternal(type))
      .map((resource) => toNode(stack, resource)),
  );
}
