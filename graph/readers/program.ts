/** A run of the program without an engine: under mocks, or in process on the local Azure. */
import { graphOf, type Graph } from "../model.ts";
import { isInternal, toNode, type RawResource } from "./node.ts";

/** A resource as a run recorded it; what tests record (no ids, no outputs) will do. */
export interface RecordedResource extends RawResource {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly string[];
}

/** Reads what one stack's program registered. */
export function readProgram(stack: string, resources: readonly RecordedResource[]): Graph {
  return graphOf(
    resources.filter(({ type }) => !isInternal(type)).map((resource) => toNode(stack, resource)),
  );
}
