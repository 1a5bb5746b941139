/** What the Helm releases of a run consist of. */

/** One release, and how many objects of each kind it put into its cluster. */
export interface ReleaseSummary {
  readonly name: string;
  readonly namespace: string;
  /** Objects by kind. Empty for a chart of somebody else in a rehearsal: it is not there to be rendered. */
  readonly objects: Readonly<Record<string, number>>;
}

const releaseType = "kubernetes:helm.sh/v3:Release";

/** A release from the type and the outputs that the engine reports of a resource; undefined for anything else. */
export function releaseOf(
  type: string,
  outputs: Readonly<Record<string, unknown>> | undefined,
): ReleaseSummary | undefined {
  const name = outputs?.["name"];
  const resources = outputs?.["resourceNames"];
  if (type !== releaseType || typeof name !== "string" || typeof resources !== "object" || resources === null)
    return undefined;
  const namespace = outputs?.["namespace"];
  const objects: Record<string, number> = {};
  for (const [kind, names] of Object.entries(resources)) {
    // pulumi-kubernetes writes "Deployment.apps/apps/v1", the local Azure "Deployment/apps/v1".
    const short = kind.split(/[./]/)[0] ?? kind;
    if (Array.isArray(names)) objects[short] = (objects[short] ?? 0) + names.length;
  }
  return { name, namespace: typeof namespace === "string" ? namespace : "default", objects };
}

/** "release gateway: 16 objects (4 NetworkPolicy, Deployment, …)" */
export function releaseText({ name, objects }: ReleaseSummary): string {
  const kinds = Object.entries(objects).sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return `release ${name}: not rendered here`;
  const list = kinds.map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`)).join(", ");
  return `release ${name}: ${total} object${total === 1 ? "" : "s"} (${list})`;
}
