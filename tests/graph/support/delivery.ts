import type { Graph } from "../../../graph/model.ts";
import { deliver } from "../../../graph/reachability/deliver.ts";
import type { End, Protocol } from "../../../graph/reachability/ends.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../lib/properties.ts";
import { at, follow, subnetOf } from "./hops.ts";
import { ids, Sketch } from "./sketch.ts";

const caller = at("10.1.0.10");
export const vault = { id: ids.vault("kv"), group: "vault" };
export const noGroup = "a has no security group: everything goes out";

interface Sent {
  readonly from?: End;
  readonly port?: number;
  readonly protocol?: Protocol;
}

/** Sends from subnet a of network n. */
export function send(graph: Graph, to: End, { from = caller, port = 443, protocol = "Tcp" }: Sent = {}) {
  return follow((trail) =>
    deliver(worldOf(graph), subnetOf(graph, "n", "a"), { from, to, port, protocol }, trail),
  );
}

/** The last thing that a person reads. */
export function end(graph: Graph, to: End, sent: Sent = {}): string | undefined {
  return send(graph, to, sent).hops.at(-1);
}

export const route = (addressPrefix: string, nextHopType: string, nextHopIpAddress?: string): Properties => ({
  name: `to-${addressPrefix}`,
  addressPrefix,
  nextHopType,
  ...(nextHopIpAddress === undefined ? {} : { nextHopIpAddress }),
});

/** Subnets a and b of network n. */
export function two(more: Properties = {}, routes?: readonly Properties[]): Sketch {
  return new Sketch()
    .network("n", "10.1.0.0/16")
    .subnet("n", "a", "10.1.0.0/24", { more, ...(routes === undefined ? {} : { routes }) })
    .subnet("n", "b", "10.1.1.0/24");
}
