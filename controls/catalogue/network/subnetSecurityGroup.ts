import { resourceControl } from "../../define.ts";
import { refersToSomething } from "../../read.ts";
import { everySubnet, isPlatformSubnetWithout } from "./subnets.ts";

/** Every subnet has a network security group, save where Azure takes none. */
export const subnetSecurityGroup = resourceControl({
  id: "network-subnet-security-group",
  title: "Every subnet has a network security group.",
  why: "Without one, everything in the network and in peered networks may reach the subnet.",
  remedy: "Set networkSecurityGroup.id.",
  severity: "critical",
  references: { mcsb: ["NS-1"], threats: ["E-3"] },
  types: ["network:Subnet", "network:VirtualNetwork"],
  check: (resource, refuse) =>
    everySubnet(resource, (subnet, label) => {
      if (isPlatformSubnetWithout("networkSecurityGroup", label)) return;
      if (!refersToSomething(subnet["networkSecurityGroup"]))
        refuse(
          `The subnet ${label} has no networkSecurityGroup: anything in the network may reach it. Set networkSecurityGroup.id.`,
        );
    }),
  accepts: [
    [{ type: "network:Subnet", props: { subnetName: "nodes", networkSecurityGroup: { id: "/nsg" } } }],
    [{ type: "network:Subnet", props: { subnetName: "AzureFirewallSubnet" } }],
  ],
  refuses: [
    [{ type: "network:Subnet", props: { subnetName: "nodes" } }],
    [{ type: "network:VirtualNetwork", props: { subnets: [{ name: "nodes", networkSecurityGroup: {} }] } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const subnet = whole.first("network:Subnet", ({ props }) => props["subnetName"] === "snet-nodes-user");
      delete subnet.props["networkSecurityGroup"];
    },
  },
});
