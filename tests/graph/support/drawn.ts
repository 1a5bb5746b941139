/** Stacks as a drawing is read from them, and what it says of them in short texts. */
import { graphOf } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import { readTopology } from "../../../graph/topology/read.ts";
import type { StackCard, Topology } from "../../../graph/topology/types.ts";
import type { Properties } from "../../../lib/properties.ts";
import { ids, Sketch, type SubnetSketch } from "./sketch.ts";

export const provider = (type: string, name: string) =>
  `/subscriptions/s/resourceGroups/rg/providers/${type}/${name}`;
export const subnetId = (stack: string, name: string) => ids.subnet(stack, name);

/** The resources of one stack, whose network has the stack's name: what a drawing is read from. */
export class Stack extends Sketch {
  vnet(inputs: Properties = { location: "eastus" }): this {
    return this.add("network:VirtualNetwork", "vnet", ids.network(this.stack), inputs);
  }

  /** A subnet, with a default route where one is wanted. */
  place(name: string, hop?: string, prefix = "0.0.0.0/0"): this {
    const route = { name: "out", addressPrefix: prefix, nextHopType: "VirtualAppliance" };
    const more: SubnetSketch =
      hop === undefined
        ? {}
        : { routes: [{ addressPrefix: "10.9.0.0/16" }, { ...route, nextHopIpAddress: hop }] };
    return this.subnet(this.stack, name, "10.1.0.0/24", more);
  }

  /** Node pools: the text says the mode of each, and the subnet. */
  pools(pools: Readonly<Record<string, "System" | "User">>): this {
    return this.add("containerservice:ManagedCluster", "aks", ids.cluster(`aks-${this.stack}`), {
      agentPoolProfiles: Object.entries(pools).map(([subnet, mode]) => ({
        name: "pool",
        mode,
        vnetSubnetID: subnetId(this.stack, subnet),
      })),
    });
  }

  machines(subnet: string): this {
    const id = provider("Microsoft.Compute/virtualMachineScaleSets", `${this.stack}-${subnet}`);
    return this.add("compute:VirtualMachineScaleSet", subnet, id, {
      virtualMachineProfile: {
        networkProfile: {
          networkInterfaceConfigurations: [
            { ipConfigurations: [{ subnet: { id: subnetId(this.stack, subnet) } }] },
          ],
        },
      },
    });
  }

  /** Something with one address in a subnet: a firewall, Bastion, an application gateway. */
  standing(type: string, arm: string, subnet: string, key = "ipConfigurations"): this {
    return this.add(`network:${type}`, type, provider(`Microsoft.Network/${arm}`, arm), {
      [key]: [{ subnet: { id: subnetId(this.stack, subnet) } }],
    });
  }

  firewallIn(subnet: string): this {
    return this.standing("AzureFirewall", "azureFirewalls", subnet);
  }

  bastionIn(subnet: string): this {
    return this.standing("BastionHost", "bastionHosts", subnet);
  }

  /** What a chart's service asks the cluster's cloud controller for. */
  entrance(link: string, balancer: string): this {
    const azure = "service.beta.kubernetes.io/azure-";
    this.nodes.push(
      toNode(this.stack, {
        urn: `urn:pulumi:${this.stack}::p::kubernetes:helm.sh/v3:Release::gateway`,
        type: "kubernetes:helm.sh/v3:Release",
        custom: true,
        inputs: {
          values: {
            [`${azure}pls-name`]: "pls",
            [`${azure}pls-ip-configuration-subnet`]: link,
            [`${azure}load-balancer-internal-subnet`]: balancer,
          },
        },
      }),
    );
    for (const name of new Set([link, balancer]))
      this.add("network:Subnet", name, subnetId(this.stack, name), { subnetName: name });
    return this;
  }

  /** A private endpoint to a service, in a subnet of any stack. */
  to(target: string, group: string, subnet = subnetId(this.stack, "ends")): this {
    const name = `pe-${this.stack}-${this.nodes.length}`;
    return this.add("network:PrivateEndpoint", name, ids.endpoint(name), {
      subnet: { id: subnet },
      privateLinkServiceConnections: [
        { privateLinkServiceId: target.toUpperCase(), ...(group === "" ? {} : { groupIds: [group] }) },
      ],
    });
  }
}

/** The drawing of these stacks together. */
export const topology = (...stacks: readonly Sketch[]): Topology =>
  readTopology(graphOf(stacks.flatMap(({ nodes }) => nodes)));

/** The first stack of the drawing. */
export function cardOf(...stacks: readonly Sketch[]): StackCard {
  const [first] = topology(...stacks).regions.flatMap(({ cards }) => cards);
  if (first === undefined) throw new Error("no stack with a network");
  return first;
}

/** The last part of an id. */
export const short = (id: string) => id.split("/").at(-1) ?? id;
/** "kind: from -> to" of every line. */
export const ways = ({ links }: StackCard) =>
  links.map(({ from, to, kind }) => `${kind}: ${short(from)} -> ${short(to)}`);
/** Id, place and items of every box outside of the network. */
export const texts = ({ services }: StackCard) =>
  services.map(({ id, place, items }) => [
    id,
    place,
    ...items.map(({ kind, text, details }) => [kind, text, ...details].join(" | ")),
  ]);
