import { expect } from "chai";
import type { Graph } from "../../../graph/model.ts";
import type { End } from "../../../graph/reachability/ends.ts";
import { passFirewall } from "../../../graph/reachability/firewall.ts";
import type { Packet } from "../../../graph/reachability/securityGroups.ts";
import { Trail } from "../../../graph/reachability/trail.ts";
import type { Firewall } from "../../../graph/reachability/world/types.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import type { Properties } from "../../../lib/properties.ts";
import { at, hopsOf } from "./hops.ts";
import { Sketch } from "./sketch.ts";

export type Options = Parameters<Sketch["firewall"]>[3];

export function firewallOf(graph: Graph): Firewall {
  return worldOf(graph).firewalls[0] ?? expect.fail("no firewall");
}

export function firewall(collections: readonly Properties[], options: Options = {}): Firewall {
  return firewallOf(
    new Sketch().network("n", "10.1.0.0/16").firewall("n", "10.1.9.0/26", collections, options).graph(),
  );
}

/** What became of a packet, and the hops without those of threat intelligence. */
export function pass(own: Firewall, to: End, more: Partial<Packet> = {}) {
  const trail = new Trail();
  const passage = passFirewall(
    own,
    { from: at("10.1.0.10"), to, port: 443, protocol: "Tcp", ...more },
    trail,
  );
  return { ...passage, hops: hopsOf(trail).filter((hop) => !hop.includes("threat intelligence")) };
}

export const allows = (own: Firewall, to: End, more: Partial<Packet> = {}) => pass(own, to, more).allowed;
