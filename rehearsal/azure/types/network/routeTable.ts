import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt } from "../../../../lib/properties.ts";
import { cidrOf, isServiceTag, oneOf } from "../../rules/network.ts";
import { define } from "../define.ts";
import { refuseRoutes } from "./platformSubnets.ts";

/** Routes per table, and those of them for service tags (limits of 2026-08-04). */
const limits = { routes: 1000, tags: 25 };

/** Network semantics 1.10, 1.11 and 2.3: hop types, prefixes and next hops of user-defined routes. */
const routesAreSound: Rule = ({ inputs, name }) => {
  const prefixes = new Set<string>();
  const tags = new Set<string>();
  for (const route of objectsAt(inputs, "routes[]")) {
    const routeName = textAt(route, "name") ?? "?";
    const prefix = textAt(route, "addressPrefix") ?? "";
    if (textAt(route, "nextHopType") === undefined) {
      throw new ArmError(
        "InvalidParameter",
        400,
        `Required parameter nextHopType of route '${routeName}' of '${name}' is missing (null).`,
      );
    }
    // A service tag may stand in place of a range.
    if (isServiceTag(prefix)) tags.add(prefix);
    else cidrOf(prefix, `${name}/${routeName}`, "InvalidAddressPrefix");
    if (tags.size > limits.tags || prefixes.size >= limits.routes) {
      throw new ArmError(
        "RouteTableRouteLimitReached",
        400,
        `'${name}' has too many routes at '${routeName}': ${limits.routes} are allowed, ${limits.tags} of them for service tags.`,
      );
    }
    if (prefixes.has(prefix)) {
      throw new ArmError(
        "RouteConflict",
        400,
        `Route '${routeName}' of '${name}': another route already has the prefix ${prefix}.`,
      );
    }
    prefixes.add(prefix);
    const toAppliance = textAt(route, "nextHopType") === "VirtualAppliance";
    const nextHop = textAt(route, "nextHopIpAddress");
    if (toAppliance && nextHop === undefined) {
      throw new ArmError(
        "InvalidNextHopIpAddress",
        400,
        `Route '${routeName}' of '${name}': a virtual appliance needs nextHopIpAddress.`,
      );
    }
    if (!toAppliance && nextHop !== undefined) {
      throw new ArmError(
        "InvalidNextHopIpAddress",
        400,
        `Route '${routeName}' of '${name}': only a virtual appliance may have nextHopIpAddress.`,
      );
    }
    if (nextHop !== undefined) cidrOf(`${nextHop}/32`, `${name}/${routeName}`, "InvalidNextHopIpAddress");
  }
};

/** The table may already be attached to a subnet whose service needs its direct way out. */
const platformSubnetsKeepTheirWay: Rule = ({ azure, id, inputs, name }) => {
  for (const subnet of azure.referring(id)) refuseRoutes(subnet.name, inputs, name);
};

export const routeTable = define("azure-native:network:RouteTable", {
  location: "regional",
  rules: [
    oneOf("routes[].nextHopType", [
      "VirtualAppliance",
      "VirtualNetworkGateway",
      "VnetLocal",
      "Internet",
      "None",
    ]),
    routesAreSound,
    platformSubnetsKeepTheirWay,
  ],
  inUse: { code: "InUseRouteTableCannotBeDeleted" },
  outputs: ({ id, azure }) => ({ id, resourceGuid: azure.guid(`${id}/resourceGuid`) }),
});
