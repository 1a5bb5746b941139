/** A built-in role that grants more than a workload or a pipeline step needs. */
export interface PrivilegedRole {
  readonly id: string;
  readonly name: string;
  /** everything: all of Resource Manager. roles: gives itself any role. keys: reads keys that open data. */
  readonly grants: "everything" | "roles" | "keys";
}

/**
 * Built-in roles whose actions include all of Resource Manager, the assignment of roles without a built-in condition, or
 * listing keys of storage accounts or Cosmos DB.
 * Source: iann0036/iam-dataset 2073fa52, azure/built-in-roles-raw.json of 2026-08-22.
 */
export const privilegedRoles: readonly PrivilegedRole[] = [
  { id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635", name: "Owner", grants: "everything" },
  { id: "b24988ac-6180-42a0-ab88-20f7382dd24c", name: "Contributor", grants: "everything" },
  { id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", name: "User Access Administrator", grants: "roles" },
  {
    id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
    name: "Role Based Access Control Administrator",
    grants: "roles",
  },
  { id: "c12c1c16-33a1-487b-954d-41c89c60f349", name: "Reader and Data Access", grants: "keys" },
  { id: "17d1049b-9a84-46fb-8f53-869881c3d3ab", name: "Storage Account Contributor", grants: "keys" },
  {
    id: "81a9662b-bebf-436f-a333-f67b29880f12",
    name: "Storage Account Key Operator Service Role",
    grants: "keys",
  },
  { id: "5bd9cd88-fe45-4216-938b-f97437e15450", name: "DocumentDB Account Contributor", grants: "keys" },
  { id: "92aaf0da-9dab-42b6-94a3-d43ce8d16293", name: "Log Analytics Contributor", grants: "keys" },
  { id: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c", name: "Virtual Machine Contributor", grants: "keys" },
];

/** The row of the role that an id of a definition ends with, in any case. */
export function privilegedRole(roleDefinitionId: unknown): PrivilegedRole | undefined {
  if (typeof roleDefinitionId !== "string") return undefined;
  const end = roleDefinitionId.toLowerCase().split("/").at(-1);
  return privilegedRoles.find(({ id }) => id === end);
}
