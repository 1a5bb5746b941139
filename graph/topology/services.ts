/** Services behind private endpoints, in the words of a drawing. */
import { armName, ofType, type Graph, type GraphNode } from "../model.ts";
import { objectsAt, textAt } from "../../lib/properties.ts";
import type { ItemKind, ServiceBox } from "./types.ts";

/** What the drawing calls the types of services that private links lead to. */
const kinds: Readonly<Record<string, readonly [kind: ItemKind, text: string]>> = {
  "microsoft.keyvault/vaults": ["vault", "Key Vault"],
  "microsoft.documentdb/databaseaccounts": ["database", "Cosmos DB"],
  "microsoft.containerregistry/registries": ["registry", "Container Registry"],
  "microsoft.eventhub/namespaces": ["stream", "Event Hubs"],
  "microsoft.storage/storageaccounts": ["storage", "Storage"],
  "microsoft.containerservice/managedclusters": ["api", "API server"],
  "microsoft.insights/privatelinkscopes": ["logs", "Azure Monitor"],
  "microsoft.network/privatelinkservices": ["link", "Private link service"],
};

/** The ARM type in an id, in lower case: "microsoft.keyvault/vaults". */
export function typeInId(id: string): string {
  const [, provider = "", type = ""] = /\/providers\/([^/]+)\/([^/]+)\/[^/]+$/i.exec(id) ?? [];
  return `${provider}/${type}`.toLowerCase();
}

/** Kind and name of a service by its id; unknown types keep the name that ARM gives them. */
export function serviceKind(id: string): readonly [kind: ItemKind, text: string] {
  const type = typeInId(id);
  return kinds[type] ?? ["storage", type.split("/").at(-1) ?? type];
}

/** Ids of everything that Front Door reads over a private link. */
export function frontDoorTargets(graph: Graph): Set<string> {
  return new Set(
    ofType(graph, "cdn:AFDOrigin").flatMap(({ inputs }) => {
      const id = textAt(inputs, "sharedPrivateLinkResource.privateLink.id");
      return id === undefined ? [] : [id.toLowerCase()];
    }),
  );
}

function regionsOf(node: GraphNode, more: readonly GraphNode[]): string[] {
  const listed = objectsAt(node.inputs, "locations[]").map((location) => textAt(location, "locationName"));
  const all = listed.length > 0 ? listed : [node, ...more].map(({ inputs }) => textAt(inputs, "location"));
  return all.filter((region) => region !== undefined);
}

function regionsText(regions: readonly string[]): string {
  return regions.length > 3 ? `${regions.length} regions` : regions.join(", ");
}

/** The services of stacks that have no network: what all regions share. */
export function sharedServices(graph: Graph, stacks: ReadonlySet<string>): ServiceBox[] {
  const targets = frontDoorTargets(graph);
  const here = (type: string) => ofType(graph, type).filter(({ stack }) => stacks.has(stack));
  const box = (node: GraphNode, kind: ItemKind, text: string, details: readonly string[]): ServiceBox => ({
    id: (node.id ?? node.urn).toLowerCase(),
    items: [{ kind, text, details, frontDoor: targets.has((node.id ?? "").toLowerCase()) }],
    place: "here",
  });
  const replicas = here("containerregistry:Replication");
  const workspaces = here("operationalinsights:Workspace");
  return [
    ...here("cosmosdb:DatabaseAccount").map((node) =>
      box(node, "database", "Cosmos DB", [
        armName(node),
        regionsText(regionsOf(node, [])),
        node.inputs["enableMultipleWriteLocations"] === true ? "writes in every region" : "one write region",
      ]),
    ),
    ...here("containerregistry:Registry").map((node) =>
      box(node, "registry", "Container Registry", [
        armName(node),
        regionsText(regionsOf(node, replicas)),
        textAt(node.inputs, "sku.name") ?? "",
      ]),
    ),
    ...here("keyvault:Vault").map((node) => box(node, "vault", "Key Vault", [armName(node)])),
    ...here("storage:StorageAccount").map((node) =>
      box(node, "storage", "Storage", [armName(node), textAt(node.inputs, "sku.name") ?? ""]),
    ),
    ...here("network:FirewallPolicy").map((node) =>
      box(node, "policy", "Firewall policy", [armName(node), "parent of every firewall's"]),
    ),
    ...(workspaces[0] === undefined
      ? []
      : [
          box(workspaces[0], "logs", "Log Analytics", [
            `${workspaces.length} workspaces`,
            regionsText([...new Set(workspaces.flatMap(({ inputs }) => textAt(inputs, "location") ?? []))]),
          ]),
        ]),
  ];
}
