/** What a subnet of a hand-made network is answered when it asks for a name. */
import { expect } from "chai";
import { formatAddress } from "../../../graph/reachability/address.ts";
import { resolve } from "../../../graph/reachability/dns.ts";
import type { End } from "../../../graph/reachability/ends.ts";
import { Trail } from "../../../graph/reachability/trail.ts";
import { worldOf } from "../../../graph/reachability/world/world.ts";
import { ids, Sketch } from "./sketch.ts";

export const urnOf = (type: string, name: string) => `urn:pulumi:s::p::azure-native:${type}::${name}`;
export const vaultZone = "privatelink.vaultcore.azure.net";
export const apiZone = "privatelink.eastus.azmk8s.io";
export const apiHost = "aks-1.privatelink.eastus.azmk8s.io";

/** A network n that is told these name servers, with a subnet a. */
export const network = (dnsServers: readonly string[] = []) =>
  new Sketch().network("n", "10.1.0.0/16", dnsServers).subnet("n", "a", "10.1.0.0/24");

/** The answer that subnet a gets, with what was asked of the name server on the way. */
export function answer(sketch: Sketch, host: string, reachable = true) {
  const world = worldOf(sketch.graph());
  const subnet = world.subnets.get(ids.subnet("n", "a").toLowerCase()) ?? expect.fail("no subnet a");
  const trail = new Trail();
  const asked: End[] = [];
  const found = resolve(
    world,
    subnet,
    host,
    (from, server) => {
      expect(from).to.equal(subnet);
      asked.push(server);
      return reachable;
    },
    trail,
  );
  const addresses = found?.addresses.map((address) =>
    address === undefined ? "unknown" : formatAddress(address),
  );
  const last = trail.steps.at(-1) ?? expect.fail("no reason is told");
  return { addresses, isPrivate: found?.isPrivate, asked, trail, last };
}

export const isPublic = { addresses: ["unknown"], isPrivate: false };
