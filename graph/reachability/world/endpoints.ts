/** Private endpoints and the private DNS zones with their records. */
import { armName, ofType, type Graph, type GraphNode } from "../../model.ts";
import { isText, objectsAt, textAt, textsAt, type Properties } from "../../../lib/properties.ts";
import { parseAddress } from "../address.ts";
import type { Endpoint, Service, Subnet, Zone } from "./types.ts";

/** Azure keeps the first four addresses of a subnet. */
const firstUsable = 4;

function linkOf(inputs: Properties): { link: Properties; automatic: boolean } | undefined {
  const [automatic] = objectsAt(inputs, "privateLinkServiceConnections[]");
  if (automatic !== undefined) return { link: automatic, automatic: true };
  const [manual] = objectsAt(inputs, "manualPrivateLinkServiceConnections[]");
  return manual === undefined ? undefined : { link: manual, automatic: false };
}

/** Approvals that the program makes: `target|message` in lower case, of those that ended well. */
export function readApprovals(graph: Graph): Set<string> {
  const approvals = graph.byType.get("bulkhead:edge:PrivateLinkApproval") ?? [];
  return new Set(
    approvals
      .filter(({ outputs }) => isText(textAt(outputs, "status") ?? "Approved", "Approved"))
      .map(({ inputs }) => approvalKey(textAt(inputs, "targetId"), textAt(inputs, "requestMessage"))),
  );
}

export function approvalKey(targetId: string | undefined, message: string | undefined): string {
  return `${(targetId ?? "").toLowerCase()}|${message ?? ""}`;
}

/** What a connection may become once it was approved: PrivateLinkServiceConnectionState of the ARM specification. */
const withdrawn = ["Rejected", "Disconnected"];

/**
 * Whether a connection carries traffic. Azure's answer may be older than an approval that the program made, but not than
 * a refusal.
 */
function isApproved(
  { link, automatic }: { link: Properties; automatic: boolean },
  answered: string | undefined,
  approvals: ReadonlySet<string>,
): boolean {
  const status = answered ?? textAt(link, "privateLinkServiceConnectionState.status");
  if (isText(status, "Approved")) return true;
  if (withdrawn.some((word) => isText(status, word))) return false;
  const key = approvalKey(textAt(link, "privateLinkServiceId"), textAt(link, "requestMessage"));
  return (automatic && status === undefined) || approvals.has(key);
}

/** Addresses in the records of zone groups, by the endpoint's id: with such a group Azure tells them there only. */
function recordedAddresses(graph: Graph): Map<string, string[]> {
  return new Map(
    ofType(graph, "network:PrivateDnsZoneGroup").map(({ id, outputs }) => [
      (id ?? "").toLowerCase().replace(/\/privatednszonegroups\/[^/]+$/, ""),
      textsAt(outputs, "privateDnsZoneConfigs[].recordSets[].ipAddresses[]"),
    ]),
  );
}

/** Reads every private endpoint. Where Azure has not told addresses yet, the next free ones of the subnet are assumed. */
export function readEndpoints(
  graph: Graph,
  subnets: ReadonlyMap<string, Subnet>,
  approvals: ReadonlySet<string>,
): Endpoint[] {
  const recorded = recordedAddresses(graph);
  const nodes = ofType(graph, "network:PrivateEndpoint").map((node) => {
    const id = (node.id ?? node.urn).toLowerCase();
    const told = [
      ...textsAt(node.outputs, "customDnsConfigs[].ipAddresses[]"),
      ...textsAt(node.inputs, "ipConfigurations[].privateIPAddress"),
      ...(recorded.get(id) ?? []),
    ].flatMap((text) => parseAddress(text) ?? []);
    return { id, node, told: [...new Set(told)] };
  });
  const told = new Set(nodes.flatMap((endpoint) => endpoint.told));
  const assumed = new Map<Subnet, number>();
  const nextFree = (subnet: Subnet): number => {
    let next = assumed.get(subnet) ?? (subnet.prefixes[0]?.first ?? 0) + firstUsable;
    while (told.has(next)) next += 1;
    assumed.set(subnet, next + 1);
    return next;
  };
  return nodes.flatMap(({ id, node, told: own }): Endpoint[] => {
    const subnet = subnets.get((textAt(node.inputs, "subnet.id") ?? "").toLowerCase());
    const found = linkOf(node.inputs);
    if (subnet === undefined || found === undefined) return [];
    const answered = linkOf(node.outputs)?.link;
    const endpoint: Endpoint = {
      id,
      name: armName(node),
      node,
      subnet,
      addresses: own.length > 0 ? own : [nextFree(subnet)],
      groupId: textsAt(found.link, "groupIds[]")[0] ?? "",
      targetId: (textAt(found.link, "privateLinkServiceId") ?? "").toLowerCase(),
      approved: isApproved(found, textAt(answered, "privateLinkServiceConnectionState.status"), approvals),
      groups: textsAt(node.inputs, "applicationSecurityGroups[].id").map((group) => group.toLowerCase()),
    };
    subnet.network.endpoints.push(endpoint);
    return [endpoint];
  });
}

/** The host of a service as a record of a private zone: "kv.vault.azure.net" in privatelink.vaultcore.azure.net is "kv". */
export function recordName(host: string, zone: string): string | undefined {
  const suffix = publicSuffix(zone);
  if (!host.endsWith(`.${suffix}`)) return undefined;
  const name = host.slice(0, -suffix.length - 1);
  // Websites have the number of their storage cluster between: name.z13.web.core.windows.net.
  return suffix === "web.core.windows.net" ? name.replace(/\.z\d+$/, "") : name;
}

/** What public names end with whose private records a zone keeps. Vaults alone have another one. */
export function publicSuffix(zone: string): string {
  const suffix = zone.replace(/^privatelink\./, "");
  return suffix === "vaultcore.azure.net" ? "vault.azure.net" : suffix;
}

/** The records that Azure writes for an endpoint: those it told of, or those that follow from the target's host names. */
function recordsOf(
  config: Properties,
  zoneName: string,
  endpoint: Endpoint | undefined,
  target: Service | undefined,
): [string, number[]][] {
  const told = objectsAt(config, "recordSets[]").map((record): [string, number[]] => [
    `${textAt(record, "recordSetName") ?? ""}.${zoneName}`,
    textsAt(record, "ipAddresses[]").flatMap((text) => parseAddress(text) ?? []),
  ]);
  if (told.length > 0 || endpoint === undefined || target === undefined) return told;
  return target.hosts
    .filter(({ groupId }) => groupId.toLowerCase() === endpoint.groupId.toLowerCase())
    .flatMap(({ host }, index): [string, number[]][] => {
      const record = recordName(host, zoneName);
      const address = endpoint.addresses[Math.min(index, endpoint.addresses.length - 1)];
      return record === undefined || address === undefined ? [] : [[`${record}.${zoneName}`, [address]]];
    });
}

/** Reads every private zone, with the records that zone groups of private endpoints keep in it. */
export function readZones(
  graph: Graph,
  endpoints: readonly Endpoint[],
  services: ReadonlyMap<string, Service>,
): Zone[] {
  const zones = new Map<string, Zone & { links: Zone["links"][number][] }>();
  const zoneOf = (node: GraphNode): string => (node.id ?? node.urn).toLowerCase();
  for (const node of ofType(graph, "privatedns:PrivateZone"))
    zones.set(zoneOf(node), { id: zoneOf(node), name: armName(node), node, links: [], records: new Map() });
  for (const node of ofType(graph, "privatedns:VirtualNetworkLink")) {
    const zone = zones.get(zoneOf(node).replace(/\/virtualnetworklinks\/[^/]+$/, ""));
    zone?.links.push({
      networkId: (textAt(node.inputs, "virtualNetwork.id") ?? "").toLowerCase(),
      fallsBack: isText(node.inputs["resolutionPolicy"], "NxDomainRedirect"),
    });
  }
  const byId = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint]));
  for (const node of ofType(graph, "network:PrivateDnsZoneGroup")) {
    const endpoint = byId.get(zoneOf(node).replace(/\/privatednszonegroups\/[^/]+$/, ""));
    const told = objectsAt(node.outputs, "privateDnsZoneConfigs[]");
    const configs = told.length > 0 ? told : objectsAt(node.inputs, "privateDnsZoneConfigs[]");
    for (const config of configs) {
      const zone = zones.get((textAt(config, "privateDnsZoneId") ?? "").toLowerCase());
      if (zone === undefined) continue;
      const records = recordsOf(config, zone.name, endpoint, services.get(endpoint?.targetId ?? ""));
      for (const [name, addresses] of records) zone.records.set(name.toLowerCase(), addresses);
    }
  }
  for (const node of ofType(graph, "privatedns:PrivateRecordSet")) {
    const zone = zones.get(zoneOf(node).replace(/\/[^/]+\/[^/]+$/, ""));
    const name = textAt(node.inputs, "relativeRecordSetName") ?? node.id?.split("/").at(-1) ?? node.name;
    const addresses = textsAt(node.inputs, "aRecords[].ipv4Address").flatMap(
      (text) => parseAddress(text) ?? [],
    );
    if (zone !== undefined && addresses.length > 0)
      zone.records.set((name === "@" ? zone.name : `${name}.${zone.name}`).toLowerCase(), addresses);
  }
  return [...zones.values()];
}

/**
 * Whether public access stays possible. A missing value is Azure's default, which is to let everybody in; a word that nobody here
 * knows is not taken for a closed door.
 */
export function isEnabled(value: string | undefined): boolean {
  return !isText(value, "Disabled");
}
