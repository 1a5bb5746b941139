import type { Graph } from "../../../graph/model.ts";
import { parseAddress } from "../../../graph/reachability/address.ts";
import type { End } from "../../../graph/reachability/ends.ts";
import { Trail } from "../../../graph/reachability/trail.ts";
import type { Subnet } from "../../../graph/reachability/world/types.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import { ids } from "./sketch.ts";

/** A subnet of a hand-made graph, which has to be there. */
export function subnetOf(graph: Graph, network: string, name: string): Subnet {
  const subnet = worldOf(graph).subnets.get(ids.subnet(network, name).toLowerCase());
  if (subnet === undefined) throw new Error(`There is no subnet ${name} in ${network}.`);
  return subnet;
}

/** An end that is called by its address; undefined is a public address that nobody knows. */
export function at(address: string | undefined, more: Partial<End> = {}): End {
  return {
    label: address ?? "the Internet",
    address: address === undefined ? undefined : parseAddress(address),
    ...more,
  };
}

/** A public name, of which nobody knows the address. */
export function named(host: string, more: Partial<End> = {}): End {
  return { label: host, host, address: undefined, ...more };
}

/**
 * The hops that a person reads, a line each: "stage: text", with "STOP" where the flow ends and "note" where nothing is
 * decided, and behind it what decides, as resource and its own name for the rule.
 */
export function hopsOf({ steps }: Trail): string[] {
  return steps.map(({ stage, outcome, text, rule, resource, decidedBy }) => {
    const mark = outcome === "stop" ? "STOP " : outcome === "note" ? "note " : "";
    const by = [resource?.split("::").at(-1), decidedBy].filter((part) => part !== undefined).join("/");
    return `${mark}${stage} (${rule}): ${text}${by === "" ? "" : ` <${by}>`}`;
  });
}

/** Runs a check with a trail of its own, and tells its answer and the hops. */
export function follow(check: (trail: Trail) => boolean): {
  allowed: boolean;
  certain: boolean;
  hops: string[];
} {
  const trail = new Trail();
  const allowed = check(trail);
  return { allowed, certain: trail.certain, hops: hopsOf(trail) };
}
