/** What stands between `destroy` and data: what is refused, what is said, and what is kept. */
import { UserError } from "../config/userError.ts";
import { replaceState, stateOf } from "./backend.ts";
import type { ProtectedResource } from "./guards.ts";
import { nameOf } from "./listener.ts";
import type { Target } from "./stackRun.ts";

export interface DataOptions {
  readonly yesDeleteData?: true;
  readonly keepLogs?: true;
}

/** Whether a resource keeps records: the workspaces of Log Analytics and the archive that auditors ask for. */
export function keepsRecords(urn: string): boolean {
  const types = urn.split("::")[2] ?? "";
  return (
    types.endsWith("azure-native:operationalinsights:Workspace") ||
    types.includes("bulkhead:data:ArchiveStorage$")
  );
}

function listText(data: readonly ProtectedResource[]): string {
  const stacks = [...new Set(data.map((item) => item.stack))];
  return stacks
    .map((stack) => {
      const names = data.filter((item) => item.stack === stack).map((item) => item.name);
      return `${stack}: ${names.join(", ")}`;
    })
    .join("; ");
}

/** @throws UserError when data would go and nobody has agreed to that. */
export function refuseToLoseData(data: readonly ProtectedResource[], options: DataOptions): void {
  const lost = options.keepLogs ? data.filter(({ urn }) => !keepsRecords(urn)) : data;
  if (lost.length === 0 || options.yesDeleteData) return;
  throw new UserError({
    problem: `Destroying would delete data (${listText(lost)}). Nothing has been touched.`,
    remedy: lost.some(({ urn }) => keepsRecords(urn))
      ? "Add --yes-delete-data if that is what you want, and --keep-logs to keep the logs."
      : "Add --yes-delete-data if that is what you want.",
  });
}

/** What loses its protection, before it does. */
export function unprotectedText(data: readonly ProtectedResource[], options: DataOptions): string[] {
  const gone = options.keepLogs ? data.filter(({ urn }) => !keepsRecords(urn)) : data;
  return gone.length === 0 ? [] : [`Protection taken away, to be deleted: ${listText(gone)}`];
}

interface StateResource {
  urn: string;
  type: string;
  id?: string;
  protect?: boolean;
  retainOnDelete?: boolean;
}

export interface KeptResource {
  readonly stack: string;
  readonly name: string;
  readonly id: string;
}

function isGroupOf(group: StateResource, kept: readonly StateResource[]): boolean {
  const prefix = `${group.id ?? ""}/`.toLowerCase();
  return (
    group.type === "azure-native:resources:ResourceGroup" &&
    kept.some((resource) => (resource.id ?? "").toLowerCase().startsWith(prefix))
  );
}

/** Marks in a state's resources what keeps records, and the groups it is in: Pulumi then forgets it instead of deleting it. */
export function markKept(resources: readonly StateResource[]): {
  resources: StateResource[];
  kept: StateResource[];
} {
  const records = resources.filter(({ urn, id }) => id !== undefined && keepsRecords(urn));
  const kept = resources.filter((resource) => records.includes(resource) || isGroupOf(resource, records));
  return {
    kept,
    resources: resources.map((resource) =>
      kept.includes(resource) ? { ...resource, retainOnDelete: true } : resource,
    ),
  };
}

/** Makes the destruction of these stacks leave their records in Azure. */
export async function keepLogs(target: Target, stacks: readonly string[]): Promise<KeptResource[]> {
  const all: KeptResource[] = [];
  for (const name of stacks) {
    const state = await stateOf(name, target);
    if (state === undefined) continue;
    const deployment = state.deployment as { resources?: StateResource[] };
    const { resources, kept } = markKept(deployment.resources ?? []);
    if (kept.length === 0) continue;
    await replaceState(name, target, { ...state, deployment: { ...deployment, resources } });
    all.push(...kept.map(({ urn, id }) => ({ stack: name, name: nameOf(urn), id: id ?? "" })));
  }
  return all;
}

/** What was kept, and what that means for the next deployment. */
export function keptText(kept: readonly KeptResource[]): string[] {
  if (kept.length === 0) return [];
  return [
    "Kept in Azure, and forgotten by Pulumi:",
    ...kept.map(({ name, id }) => `  ${name} ${id}`),
    "Delete them by hand when nobody needs the records any more. Until then the same environment cannot be deployed again: their names are taken.",
  ];
}
