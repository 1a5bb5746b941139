import { stackControl } from "../../define.ts";
import { at, every, isText, list } from "../../read.ts";
import type { Resource } from "../../types.ts";
import { gatewayTypes, servesOnlyGateways } from "./gatewaySubnets.ts";

function problems({ type, props }: Resource, nextHops: readonly string[]): string[] {
  const routes = type === "network:Route" ? [props] : list(at(props, "routes"));
  const direct = routes
    .filter((route) => isText(at(route, "nextHopType"), "Internet"))
    .map(
      (route) =>
        `The route ${String(at(route, "name") ?? at(route, "routeName"))} leads to the Internet past the firewall. Set nextHopType to 'VirtualAppliance'.`,
    );
  const last = routes.find((route) => at(route, "addressPrefix") === "0.0.0.0/0");
  const hop = at(last ?? {}, "nextHopType");
  if (last === undefined)
    return type === "network:Route"
      ? direct
      : [...direct, "There is no route for 0.0.0.0/0: what leaves the network goes past the firewall."];
  if (isText(hop, "Internet") || nextHops.some((allowed) => isText(hop, allowed))) return direct;
  return [...direct, `The default route has nextHopType '${String(hop)}'. Choose ${nextHops.join(" or ")}.`];
}

/** A route table sends the default route to a firewall and nothing to the Internet. */
export const routeToAppliance = stackControl({
  id: "network-route-to-firewall",
  title: "A route table sends everything that leaves the network to a firewall.",
  why: "A table without a default route, or with a route to the Internet, lets traffic out that nothing inspects.",
  remedy: "Add a route 0.0.0.0/0 with nextHopType 'VirtualAppliance', and remove those with 'Internet'.",
  severity: "critical",
  references: { mcsb: ["NS-3"], threats: ["I-2"] },
  types: ["network:RouteTable", "network:Route", ...gatewayTypes],
  parameters: {
    nextHops: {
      type: "list",
      description: "Kinds of next hop that the default route may have.",
      default: ["VirtualAppliance", "VirtualNetworkGateway", "None"],
    },
  },
  check: (whole, refuse, { nextHops }) =>
    every(
      ...whole.ofType("network:RouteTable", "network:Route").map((table) => () => {
        const wrong = problems(table, nextHops);
        // Only now ask whose it is: in a preview that is often not known.
        if (wrong.length === 0 || servesOnlyGateways(whole, table, "routeTable")) return;
        for (const message of wrong) refuse(table, message);
      }),
    ),
  accepts: [
    [
      {
        type: "network:RouteTable",
        props: { routes: [{ name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "VirtualAppliance" }] },
      },
    ],
    [{ type: "network:Route", props: { addressPrefix: "10.0.0.0/8", nextHopType: "VnetLocal" } }],
    [
      {
        type: "network:RouteTable",
        props: {
          routeTableName: "rt-gateway",
          routes: [{ name: "out", addressPrefix: "0.0.0.0/0", nextHopType: "Internet" }],
        },
      },
      {
        type: "network:Subnet",
        props: { subnetName: "gateway", routeTable: { id: "/x/routeTables/rt-gateway" } },
      },
      {
        type: "network:ApplicationGateway",
        props: { gatewayIPConfigurations: [{ subnet: { id: "/x/subnets/gateway" } }] },
      },
    ],
  ],
  refuses: [
    [{ type: "network:RouteTable", props: {} }],
    [
      {
        type: "network:Route",
        props: { routeName: "out", addressPrefix: "8.8.8.0/24", nextHopType: "Internet" },
      },
    ],
    [{ type: "network:Route", props: { addressPrefix: "0.0.0.0/0", nextHopType: "VnetLocal" } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const table = whole.first("network:RouteTable");
      (table.props["routes"] as object[]).push({
        name: "direct",
        addressPrefix: "20.0.0.0/8",
        nextHopType: "Internet",
      });
    },
  },
});
