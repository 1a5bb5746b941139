/** Platform services: host names, and who may come over the public way. */
import { armName, ofType, type Graph, type GraphNode } from "../../model.ts";
import { flagAt, isText, textAt, textsAt, valueAt } from "../../../lib/properties.ts";
import { isEnabled } from "./endpoints.ts";
import type { Service, ServiceAccess } from "./types.ts";

type Hosts = Service["hosts"];

const lower = (texts: readonly string[]) => texts.map((text) => text.toLowerCase());

/** A location as host names have it: "West Europe" is "westeurope". */
const inHost = (location: string) => location.toLowerCase().replaceAll(" ", "");

/** Whether a default action keeps out whom no rule names. */
const denies = (inputs: unknown, path: string) => isText(valueAt(inputs, path), "Deny");

function storage(node: GraphNode): { hosts: Hosts; access: ServiceAccess } {
  const name = armName(node).toLowerCase();
  const site = (path: string) =>
    (textAt(node.outputs, path) ?? "").replace(/^https:\/\//, "").replace(/\/$/, "");
  const web = site("primaryEndpoints.web");
  const copy = site("secondaryEndpoints.web");
  const hosts = ["blob", "table", "queue", "file", "dfs"].map((kind) => ({
    host: `${name}.${kind}.core.windows.net`,
    groupId: kind,
  }));
  if (web !== "") hosts.push({ host: web, groupId: "web" });
  if (copy !== "") hosts.push({ host: copy, groupId: "web_secondary" });
  const { inputs } = node;
  return {
    hosts,
    access: {
      publicAccess: isEnabled(textAt(inputs, "publicNetworkAccess")),
      open: !denies(inputs, "networkRuleSet.defaultAction"),
      addresses: textsAt(inputs, "networkRuleSet.ipRules[].iPAddressOrRange"),
      subnetIds: lower(textsAt(inputs, "networkRuleSet.virtualNetworkRules[].virtualNetworkResourceId")),
    },
  };
}

function vault(node: GraphNode): { hosts: Hosts; access: ServiceAccess } {
  const { inputs } = node;
  return {
    hosts: [{ host: `${armName(node).toLowerCase()}.vault.azure.net`, groupId: "vault" }],
    access: {
      publicAccess: isEnabled(textAt(inputs, "properties.publicNetworkAccess")),
      open: !denies(inputs, "properties.networkAcls.defaultAction"),
      addresses: textsAt(inputs, "properties.networkAcls.ipRules[].value"),
      subnetIds: lower(textsAt(inputs, "properties.networkAcls.virtualNetworkRules[].id")),
    },
  };
}

/**
 * The address rule with which Cosmos DB lets in whatever has a public address of Azure's (learn.microsoft.com/azure/cosmos-db/how-to-configure-firewall):
 * everything here, and everybody who rents a machine.
 */
const anyoneInAzure = "0.0.0.0";

function cosmos(node: GraphNode): { hosts: Hosts; access: ServiceAccess } {
  const name = armName(node).toLowerCase();
  const { inputs } = node;
  const regions = textsAt(inputs, "locations[].locationName").map(inHost);
  const addresses = textsAt(inputs, "ipRules[].ipAddressOrRange");
  const subnetIds = lower(textsAt(inputs, "virtualNetworkRules[].id"));
  return {
    hosts: [name, ...regions.map((region) => `${name}-${region}`)].map((label) => ({
      host: `${label}.documents.azure.com`,
      groupId: "Sql",
    })),
    access: {
      publicAccess: isEnabled(textAt(inputs, "publicNetworkAccess")),
      open:
        addresses.includes(anyoneInAzure) ||
        (addresses.length === 0 && !(flagAt(inputs, "isVirtualNetworkFilterEnabled") ?? false)),
      addresses,
      subnetIds,
    },
  };
}

function registry(graph: Graph, node: GraphNode): { hosts: Hosts; access: ServiceAccess } {
  const name = armName(node).toLowerCase();
  const { inputs } = node;
  const replicas = ofType(graph, "containerregistry:Replication")
    .filter(({ id }) => (id ?? "").toLowerCase().startsWith(`${(node.id ?? "").toLowerCase()}/`))
    .map((replica) => inHost(textAt(replica.inputs, "location") ?? ""))
    .sort();
  const regions = [inHost(textAt(inputs, "location") ?? ""), ...replicas];
  return {
    hosts: [name, ...regions.map((region) => `${name}.${region}.data`)].map((label) => ({
      host: `${label}.azurecr.io`,
      groupId: "registry",
    })),
    access: {
      publicAccess: isEnabled(textAt(inputs, "publicNetworkAccess")),
      open: !denies(inputs, "networkRuleSet.defaultAction"),
      addresses: textsAt(inputs, "networkRuleSet.ipRules[].iPAddressOrRange"),
      subnetIds: [],
    },
  };
}

function eventHubs(graph: Graph, node: GraphNode): { hosts: Hosts; access: ServiceAccess } {
  const rules = ofType(graph, "eventhub:NamespaceNetworkRuleSet").find(({ id }) =>
    (id ?? "").toLowerCase().startsWith(`${(node.id ?? "").toLowerCase()}/`),
  )?.inputs;
  return {
    hosts: [{ host: `${armName(node).toLowerCase()}.servicebus.windows.net`, groupId: "namespace" }],
    access: {
      publicAccess: isEnabled(textAt(node.inputs, "publicNetworkAccess")),
      open: !denies(rules, "defaultAction"),
      addresses: textsAt(rules, "ipRules[].ipMask"),
      subnetIds: lower(textsAt(rules, "virtualNetworkRules[].subnet.id")),
    },
  };
}

/** Reads the services that have a firewall of their own. */
export function readServices(graph: Graph): Service[] {
  const read = (type: string, detail: (node: GraphNode) => { hosts: Hosts; access: ServiceAccess }) =>
    ofType(graph, type).map((node) => ({
      id: (node.id ?? node.urn).toLowerCase(),
      name: armName(node),
      node,
      ...detail(node),
    }));
  return [
    ...read("storage:StorageAccount", storage),
    ...read("keyvault:Vault", vault),
    ...read("cosmosdb:DatabaseAccount", cosmos),
    ...read("containerregistry:Registry", (node) => registry(graph, node)),
    ...read("eventhub:Namespace", (node) => eventHubs(graph, node)),
  ];
}
