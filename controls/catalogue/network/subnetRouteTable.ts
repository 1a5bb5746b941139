import { resourceControl } from "../../define.ts";
import { refersToSomething } from "../../read.ts";
import { everySubnet, isPlatformSubnetWithout } from "./subnets.ts";

/** Every subnet has a route table, save where Azure takes none. */
export const subnetRouteTable = resourceControl({
  id: "network-subnet-route-table",
  title: "Every subnet has a route table.",
  why: "Without one, its traffic leaves on Azure's own routes, past the firewall.",
  remedy: "Set routeTable.id.",
  severity: "critical",
  references: { mcsb: ["NS-3"], threats: ["I-2"] },
  types: ["network:Subnet", "network:VirtualNetwork"],
  check: (resource, refuse) =>
    everySubnet(resource, (subnet, label) => {
      if (isPlatformSubnetWithout("routeTable", label)) return;
      if (!refersToSomething(subnet["routeTable"]))
        refuse(
          `The subnet ${label} has no routeTable: its traffic leaves past the firewall. Set routeTable.id.`,
        );
    }),
  accepts: [
    [{ type: "network:Subnet", props: { subnetName: "nodes", routeTable: { id: "/routes" } } }],
    [{ type: "network:Subnet", props: { subnetName: "AzureFirewallSubnet" } }],
  ],
  refuses: [
    [{ type: "network:Subnet", props: { subnetName: "nodes" } }],
    [{ type: "network:VirtualNetwork", props: { subnets: [{ name: "nodes", routeTable: {} }] } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const subnet = whole.first("network:Subnet", ({ props }) => props["subnetName"] === "snet-nodes-user");
      delete subnet.props["routeTable"];
    },
  },
});
