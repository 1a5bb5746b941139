import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt } from "../../properties.ts";
import { cidrOf, oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";

/** Network semantics 1.10, 1.11 and 2.3: hop types, prefixes and next hops of user-defined routes. */
const routesAreSound: Rule = ({ inputs, name }) => {
  const prefixes = new Set<string>();
  for (const route of objectsAt(inputs, "routes[]")) {
    const routeName = textAt(route, "name") ?? "?";
    const prefix = textAt(route, "addressPrefix") ?? "";
    // A service tag may stand in place of a range.
    if (!/^[A-Za-z]/.test(prefix)) cidrOf(prefix, `${name}/${routeName}`, "InvalidAddressPrefix");
    if (prefixes.has(prefix)) {
      throw new ArmError("RouteConflict", 400, `Route '${routeName}' of '${name}': another route already has the prefix ${prefix}.`);
    }
    prefixes.add(prefix);
    const toAppliance = textAt(route, "nextHopType") === "VirtualAppliance";
    const nextHop = textAt(route, "nextHopIpAddress");
    if (toAppliance && nextHop === undefined) {
      throw new ArmError("InvalidNextHopIpAddress", 400, `Route '${routeName}' of '${name}': a virtual appliance needs nextHopIpAddress.`);
    }
    if (!toAppliance && nextHop !== undefined) {
      throw new ArmError("InvalidNextHopIpAddress", 400, `Route '${routeName}' of '${name}': only a virtual appliance may have nextHopIpAddress.`);
    }
    if (nextHop !== undefined) cidrOf(`${nextHop}/32`, `${name}/${routeName}`, "InvalidNextHopIpAddress");
  }
};

export const routeTable = define("azure-native:network:RouteTable", {
  location: "regional",
  rules: [oneOf("routes[].nextHopType", ["VirtualAppliance", "VirtualNetworkGateway", "VnetLocal", "Internet", "None"]), routesAreSound],
  inUse: { code: "InUseRouteTableCannotBeDeleted" },
  outputs: ({ id, azure }) => ({ id, resourceGuid: azure.guid(`${id}/resourceGuid`) }),
});
