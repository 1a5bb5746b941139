/** One thing that is measured, and from which value on it is bad. Higher is worse throughout. */
export interface HealthCheck {
  /** File in queries/health, without ending. */
  readonly id: string;
  readonly title: string;
  readonly unit: "%" | "ms" | "per minute" | "count";
  /** From this value on the check is yellow, from `red` on red. */
  readonly yellow: number;
  readonly red: number;
}

/** A part of the stamp. It is as well as its own checks and everything that it depends on. */
export interface HealthNode {
  readonly id: string;
  readonly title: string;
  readonly layer: "userFlow" | "service" | "dependency";
  readonly dependsOn: readonly string[];
  readonly checks: readonly HealthCheck[];
  /** How the flow can be followed from outside without changing anything. */
  readonly probe?: { readonly path: string; readonly expectedStatus: number };
}

/**
 * The stamp as its users and operators see it: what users do, which services they go through, what these stand on.
 *
 * Thresholds are those of Azure Mission-Critical's health model, where it has the check; restarts and the backlog are counted
 * differently there, and are set for what is counted here.
 */
export const healthModel: readonly HealthNode[] = [
  {
    id: "listCatalogItems",
    title: "List catalogue items",
    layer: "userFlow",
    dependsOn: ["catalogApi"],
    checks: [],
    probe: { path: "/catalogservice/api/1.0/CatalogItem", expectedStatus: 200 },
  },
  {
    id: "addComment",
    title: "Add a comment",
    layer: "userFlow",
    // Writes go through the worker. No probe: a request would leave a comment.
    dependsOn: ["catalogApi", "backgroundWorker"],
    checks: [],
  },
  {
    id: "showStaticContent",
    title: "Show the site",
    layer: "userFlow",
    dependsOn: ["storage"],
    checks: [],
    probe: { path: "/", expectedStatus: 200 },
  },
  {
    id: "catalogApi",
    title: "Catalog API",
    layer: "service",
    dependsOn: ["cluster", "keyVault", "eventHubs", "database"],
    checks: [
      { id: "catalog-api-failures", title: "Failed requests", unit: "per minute", yellow: 10, red: 50 },
      { id: "catalog-api-latency", title: "Response time", unit: "ms", yellow: 150, red: 500 },
    ],
  },
  {
    id: "backgroundWorker",
    title: "Background worker",
    layer: "service",
    dependsOn: ["cluster", "keyVault", "eventHubs", "storage", "database"],
    checks: [
      { id: "background-worker-failures", title: "Failed messages", unit: "per minute", yellow: 3, red: 10 },
      { id: "background-worker-latency", title: "Processing time", unit: "ms", yellow: 100, red: 200 },
    ],
  },
  {
    id: "cluster",
    title: "Cluster",
    layer: "dependency",
    dependsOn: [],
    checks: [
      { id: "cluster-node-cpu", title: "CPU of the nodes", unit: "%", yellow: 60, red: 90 },
      { id: "cluster-node-memory", title: "Memory of the nodes", unit: "%", yellow: 60, red: 80 },
      { id: "cluster-node-disk", title: "Disk of the fullest node", unit: "%", yellow: 60, red: 80 },
      { id: "cluster-restarts", title: "Restarts of one container", unit: "count", yellow: 1, red: 5 },
    ],
  },
  {
    id: "keyVault",
    title: "Key vault",
    layer: "dependency",
    dependsOn: [],
    checks: [
      { id: "key-vault-failures", title: "Refused or failed requests", unit: "count", yellow: 3, red: 10 },
    ],
  },
  {
    id: "eventHubs",
    title: "Event Hubs",
    layer: "dependency",
    dependsOn: [],
    checks: [{ id: "event-hubs-backlog", title: "Unread events", unit: "count", yellow: 100, red: 1000 }],
  },
  {
    id: "storage",
    title: "Storage",
    layer: "dependency",
    dependsOn: [],
    checks: [
      { id: "storage-latency", title: "Response time", unit: "ms", yellow: 100, red: 200 },
      { id: "storage-failures", title: "Failed requests", unit: "count", yellow: 2, red: 5 },
    ],
  },
  {
    id: "database",
    title: "Cosmos DB, as seen from here",
    layer: "dependency",
    dependsOn: [],
    checks: [
      { id: "database-latency", title: "Response time", unit: "ms", yellow: 20, red: 40 },
      { id: "database-failures", title: "Failed requests", unit: "count", yellow: 3, red: 10 },
    ],
  },
];

/** A node and all that it stands on, itself first. */
export function standsOn(id: string, model: readonly HealthNode[] = healthModel): string[] {
  const found = new Set<string>();
  const visit = (current: string): void => {
    const node = model.find((candidate) => candidate.id === current);
    if (node === undefined) throw new RangeError(`The health model has no '${current}'.`);
    if (found.has(current)) return;
    found.add(current);
    node.dependsOn.forEach(visit);
  };
  visit(id);
  return [...found];
}

/** Score of a node from its own checks: 1 is well, 0.5 and less is red. */
export function ownScore(yellow: number, red: number): number {
  return Math.max(0, 1 - 0.25 * yellow - 0.5 * red);
}
