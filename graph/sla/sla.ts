/** What the service level agreements of Azure promise together for the ways that users take. */
import { ofType, type Graph } from "../model.ts";
import { objectsAt, textsAt } from "../../lib/properties.ts";
import table from "./data/slas.json" with { type: "json" };

/** One promise of the table. */
export interface Sla {
  readonly id: string;
  readonly service: string;
  /** Of a month. */
  readonly percent: number;
  /** Key of slaSources: the document that the number was copied from. */
  readonly source: string;
}

export const slas: readonly Sla[] = table.slas;
export const slasDate: string = table.compiled;
export const slaSources: Readonly<Record<string, string>> = table.sources;

const byId = new Map(slas.map((row) => [row.id, row]));

function sla(id: string): Sla {
  const row = byId.get(id);
  if (row === undefined) throw new Error(`The table of service level agreements has no row '${id}'.`);
  return row;
}

/** A way that users take: what all regions share, and what each has of its own. */
interface FlowDefinition {
  readonly id: string;
  readonly title: string;
  readonly shared: readonly string[];
  readonly regional: readonly string[];
}

/** One part of a flow's promise. */
export interface Part {
  readonly sla: Sla;
  /** Whether each region has its own. */
  readonly regional: boolean;
}

export interface FlowSla {
  readonly id: string;
  readonly title: string;
  readonly regions: number;
  readonly parts: readonly Part[];
  /** Percent of a month: all shared parts, and at least one region whose parts all work. */
  readonly percent: number;
  /** Percent that one region alone would have. */
  readonly oneRegion: number;
  /** Minutes of a month that the promise leaves. */
  readonly minutesDown: number;
  /** What takes most of it away: a shared service, or all regions at once. */
  readonly weakest: string;
}

const probability = (rows: readonly string[]) =>
  rows.reduce((product, id) => product * (sla(id).percent / 100), 1);

interface Rows {
  readonly nodes: string;
  readonly cluster: string;
  readonly database: string;
  /** None where the way out of the stamps is not in the graph: a hub's firewall, of which nobody knows the zones. */
  readonly firewall: readonly string[];
}

/** Rows that depend on how the platform is configured: the least that is true of every stamp and every account. */
function rowsOf(graph: Graph): Rows {
  const stamps = new Set(ofType(graph, "containerservice:ManagedCluster").map(({ stack }) => stack));
  const pools = [
    ...ofType(graph, "containerservice:ManagedCluster").flatMap(({ inputs }) =>
      objectsAt(inputs, "agentPoolProfiles[]"),
    ),
    ...ofType(graph, "containerservice:AgentPool").map(({ inputs }) => inputs),
  ];
  const zoned = pools.length > 0 && pools.every((pool) => textsAt(pool, "availabilityZones[]").length > 1);
  // Those of operations networks are on no way of a user.
  const firewalls = ofType(graph, "network:AzureFirewall").filter(({ stack }) => stamps.has(stack));
  const safe = firewalls.every(({ inputs }) => textsAt(inputs, "zones[]").length > 1);
  const accounts = ofType(graph, "cosmosdb:DatabaseAccount");
  const several =
    accounts.length > 0 &&
    accounts.every(
      ({ inputs }) =>
        inputs["enableMultipleWriteLocations"] === true && objectsAt(inputs, "locations[]").length > 1,
    );
  return {
    nodes: zoned ? "nodes-zones" : "nodes",
    cluster: zoned ? "aks-zones" : "aks",
    database: several ? "cosmos-many" : "cosmos-one",
    firewall: firewalls.length === 0 ? [] : [safe ? "firewall-zones" : "firewall"],
  };
}

function flowsOf(graph: Graph): FlowDefinition[] {
  const { nodes, firewall, cluster, database } = rowsOf(graph);
  const entry = ["front-door-private-link", "load-balancer", nodes];
  const toService = ["private-dns", "private-link"];
  return [
    {
      id: "read",
      title: "A user reads the catalogue",
      shared: ["front-door", database],
      regional: [...entry, ...toService],
    },
    {
      id: "write",
      title: "A user writes a comment",
      shared: ["front-door"],
      regional: [...entry, ...toService, "event-hubs"],
    },
    {
      id: "website",
      title: "A user opens the website",
      shared: ["front-door"],
      regional: ["front-door-private-link", "storage"],
    },
    {
      id: "new-pod",
      title: "A new pod starts (scaling, repair, release)",
      shared: ["entra", "registry"],
      regional: [cluster, nodes, ...firewall, ...toService, "key-vault"],
    },
  ];
}

/**
 * The promises of every flow. Regions count as independent of each other, and Front Door's way around a failed one as
 * immediate: both are better than what happens.
 */
export function flowSlas(graph: Graph): FlowSla[] {
  const regions = ofType(graph, "containerservice:ManagedCluster").length;
  if (regions === 0) return [];
  return flowsOf(graph).map(({ id, title, shared, regional }) => {
    const one = probability(regional);
    const someRegion = 1 - (1 - one) ** regions;
    const together = probability(shared) * someRegion;
    const losses = [
      ...shared.map((row) => ({ name: sla(row).service, loss: 1 - sla(row).percent / 100 })),
      { name: regions === 1 ? "the only region" : `all ${regions} regions at once`, loss: 1 - someRegion },
    ];
    const parts = [
      ...shared.map((row): Part => ({ sla: sla(row), regional: false })),
      ...regional.map((row): Part => ({ sla: sla(row), regional: true })),
    ];
    return {
      id,
      title,
      regions,
      parts,
      percent: together * 100,
      oneRegion: probability(shared) * one * 100,
      minutesDown: (1 - together) * table.hoursPerMonth * 60,
      weakest: losses.reduce((worst, loss) => (loss.loss > worst.loss ? loss : worst)).name,
    };
  });
}
