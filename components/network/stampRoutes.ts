import { RouteTable } from "@pulumi/azure-native/network/routeTable.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";

/** A route beside the one that leads everything to the next hop. */
export interface ExtraRoute {
  readonly name: string;
  readonly addressPrefix: pulumi.Input<string>;
  readonly nextHopType: "Internet" | "None" | "VnetLocal";
}

export interface StampRoutesArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly nextHopIp: string;
  readonly extraRoutes?: readonly ExtraRoute[];
  /** Whether a subnet has to reach the Internet without the next hop. */
  readonly direct: boolean;
  readonly tags: Record<string, string>;
}

export interface StampRoutes {
  readonly toNextHop: RouteTable;
  /** Straight to the Internet; the same as `toNextHop` where no subnet asked for it. */
  readonly direct: RouteTable;
}

const everything = "0.0.0.0/0";

/** The route tables of a stamp. What gateways announce counts in none of them. */
export function stampRoutes(
  name: string,
  args: StampRoutesArgs,
  opts: pulumi.CustomResourceOptions,
): StampRoutes {
  const { names, resourceGroupName, location, tags } = args;
  const table = (suffix: string, routeTableName: string, routes: RouteInputs): RouteTable =>
    new RouteTable(
      `${name}-${suffix}`,
      { routeTableName, resourceGroupName, location, disableBgpRoutePropagation: true, routes, tags },
      opts,
    );
  const toNextHop = table("routes", names.routeTable(), [
    {
      name: "everything-to-firewall",
      addressPrefix: everything,
      nextHopType: "VirtualAppliance",
      // The firewall needs this network first. Its address is known before it exists: the first usable one.
      nextHopIpAddress: args.nextHopIp,
    },
    ...(args.extraRoutes ?? []).map((route) => ({ ...route })),
  ]);
  const direct = args.direct
    ? table("direct-routes", names.routeTable("direct"), [
        { name: "everything-to-internet", addressPrefix: everything, nextHopType: "Internet" },
      ])
    : toNextHop;
  return { toNextHop, direct };
}

type RouteInputs = ConstructorParameters<typeof RouteTable>[1]["routes"];
