/** Front Door, application gateways, and machines outside of clusters. */
import { armName, ofType, type Graph, type GraphNode } from "../../model.ts";
import { isText, numberAt, objectsAt, textAt, textsAt, valueAt, valuesAt } from "../../../lib/properties.ts";
import { approvalKey, isEnabled } from "./endpoints.ts";
import type { Networks } from "./networks.ts";
import type { ApplicationGateway, Machines, Origin, Subnet } from "./types.ts";

/** Ids of the origin groups, in lower case, that an enabled route leads to. */
function routedGroups(graph: Graph): Set<string> {
  return new Set(
    ofType(graph, "cdn:Route")
      .filter(({ inputs }) => isEnabled(textAt(inputs, "enabledState")))
      .map(({ inputs }) => (textAt(inputs, "originGroup.id") ?? "").toLowerCase()),
  );
}

/** Reads the origins of every Front Door. */
export function readOrigins(graph: Graph, approvals: ReadonlySet<string>): Origin[] {
  const groups = routedGroups(graph);
  return ofType(graph, "cdn:AFDOrigin").map((node) => {
    const { inputs } = node;
    const targetId = textAt(inputs, "sharedPrivateLinkResource.privateLink.id");
    const requestMessage = textAt(inputs, "sharedPrivateLinkResource.requestMessage") ?? "";
    return {
      name: armName(node),
      node,
      hostName: (textAt(inputs, "hostName") ?? "").toLowerCase(),
      httpsPort: numberAt(inputs, "httpsPort") ?? 443,
      enabled: isEnabled(textAt(inputs, "enabledState")),
      groupName: textAt(inputs, "originGroupName") ?? "",
      routed: groups.has((node.id ?? "").toLowerCase().replace(/\/origins\/[^/]+$/, "")),
      link:
        targetId === undefined
          ? undefined
          : {
              targetId: targetId.toLowerCase(),
              groupId: textAt(inputs, "sharedPrivateLinkResource.groupId"),
              requestMessage,
              approved:
                approvals.has(approvalKey(targetId, requestMessage)) ||
                isText(valueAt(inputs, "sharedPrivateLinkResource.status"), "Approved"),
            },
    };
  });
}

/** Host names that Front Door answers for, each with whether it is switched on. */
export function readFrontDoorHosts(graph: Graph): Map<string, boolean> {
  const hosts = [
    ...ofType(graph, "cdn:AFDEndpoint").map(
      ({ inputs, outputs }) =>
        [textAt(outputs, "hostName"), isEnabled(textAt(inputs, "enabledState"))] as const,
    ),
    ...ofType(graph, "cdn:AFDCustomDomain").map(({ inputs }) => [textAt(inputs, "hostName"), true] as const),
  ];
  return new Map(
    hosts.flatMap(([host, on]) => (host === undefined ? [] : [[host.toLowerCase(), on] as const])),
  );
}

/** Reads the application gateways of the graph. */
export function readGateways(graph: Graph, subnets: ReadonlyMap<string, Subnet>): ApplicationGateway[] {
  return ofType(graph, "network:ApplicationGateway").flatMap((node) => {
    const id = textsAt(node.inputs, "gatewayIPConfigurations[].subnet.id")[0];
    const subnet = subnets.get((id ?? "").toLowerCase());
    if (subnet === undefined) return [];
    return [
      {
        id: (node.id ?? node.urn).toLowerCase(),
        name: armName(node),
        node,
        subnet,
        isPublic: textsAt(node.inputs, "frontendIPConfigurations[].publicIPAddress.id").length > 0,
        backends: [
          ...textsAt(node.inputs, "backendAddressPools[].backendAddresses[].ipAddress"),
          ...textsAt(node.inputs, "backendAddressPools[].backendAddresses[].fqdn"),
        ],
      },
    ];
  });
}

/** Where the network cards of a scale set, of a machine's card and of a pool of build agents are described. */
const cards: readonly (readonly [type: string, cards: string])[] = [
  ["compute:VirtualMachineScaleSet", "virtualMachineProfile.networkProfile.networkInterfaceConfigurations[]"],
  ["network:NetworkInterface", ""],
];

function cardsOf(node: GraphNode, path: string): readonly unknown[] {
  return path === "" ? [node.inputs] : objectsAt(node.inputs, path);
}

/** Reads the machines that are no nodes of a cluster. */
export function readMachines(graph: Graph, networks: Networks): Machines[] {
  const { subnets } = networks;
  const machines = cards.flatMap(([type, path]) =>
    ofType(graph, type).flatMap((node) =>
      cardsOf(node, path).flatMap((card): Machines[] => {
        const subnet = subnets.get((textsAt(card, "ipConfigurations[].subnet.id")[0] ?? "").toLowerCase());
        if (subnet === undefined) return [];
        return [
          {
            name: armName(node),
            node,
            subnet,
            groups: textsAt(card, "ipConfigurations[].applicationSecurityGroups[].id").map((id) =>
              id.toLowerCase(),
            ),
            securityGroup: networks.securityGroup(textAt(card, "networkSecurityGroup.id")),
            hasPublicAddress:
              valuesAt(card, "ipConfigurations[].publicIPAddressConfiguration").length +
                valuesAt(card, "ipConfigurations[].publicIPAddress").length >
              0,
          },
        ];
      }),
    ),
  );
  const pools = ofType(graph, "devopsinfrastructure:Pool").flatMap((node): Machines[] => {
    const subnet = subnets.get(
      (textAt(node.inputs, "fabricProfile.networkProfile.subnetId") ?? "").toLowerCase(),
    );
    return subnet === undefined
      ? []
      : [
          {
            name: armName(node),
            node,
            subnet,
            groups: [],
            securityGroup: undefined,
            hasPublicAddress: false,
          },
        ];
  });
  return [...machines, ...pools];
}
