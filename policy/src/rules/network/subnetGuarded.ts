import { platformSubnets } from "../../data/platformSubnets.ts";
import { at, every, list, refersToSomething } from "../../properties.ts";
import type { Properties, Refuse, Rule } from "../../rule.ts";

const guards = [
  { property: "networkSecurityGroup", lack: "anything in the network may reach it" },
  { property: "routeTable", lack: "its traffic leaves past the firewall" },
] as const;

export const subnetGuarded: Rule = {
  name: "network-subnet-guarded",
  description: "Every subnet has a network security group, a route table and no default outbound access.",
  why: "A subnet without them is reachable from the whole network and sends to the Internet past the firewall.",
  remedy: "Set networkSecurityGroup, routeTable and defaultOutboundAccess: false.",
  severity: "critical",
  reference: "Microsoft cloud security benchmark v1 NS-1",
  check({ type, props }, refuse) {
    if (type === "network:Subnet") {
      const name = at(props, "subnetName") ?? at(props, "name");
      checkSubnet(props, name, refuse);
    } else if (type === "network:VirtualNetwork") {
      every(
        ...list(at(props, "subnets")).map((subnet) => () => checkSubnet(subnet, at(subnet, "name"), refuse)),
      );
    }
  },
};

function checkSubnet(subnet: Properties, name: unknown, refuse: Refuse): void {
  const label = typeof name === "string" ? name : "(named by Pulumi)";
  const exempt = platformSubnets.find((platform) => platform.name.toLowerCase() === label.toLowerCase());
  every(
    ...guards
      .filter(({ property }) => !exempt?.without.includes(property))
      .map(({ property, lack }) => () => {
        if (!refersToSomething(at(subnet, property)))
          refuse(`The subnet ${label} has no ${property}: ${lack}. Set ${property}.id.`);
      }),
    () => {
      if (at(subnet, "defaultOutboundAccess") !== false) {
        refuse(
          `The subnet ${label} does not set defaultOutboundAccess to false: machines in it may get a public address.`,
        );
      }
    },
  );
}
