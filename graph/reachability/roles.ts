/** Roles that stand for one subnet, by the names that the address plans give them. */
export const subnetRoles: Readonly<Record<string, string>> = {
  firewall: "AzureFirewallSubnet",
  bastion: "AzureBastionSubnet",
  ingress: "snet-ingress",
  "private-link": "snet-private-link",
  "private-endpoints": "snet-private-endpoints",
  "jump-boxes": "snet-jump-boxes",
  agents: "snet-agents",
};

/** Services by what they are for: the logical name of the resource, and the private link group that is meant. */
export const serviceRoles: Readonly<Record<string, { readonly node: string; readonly groupId: string }>> = {
  "key-vault": { node: "vault-vault", groupId: "vault" },
  certificates: { node: "certificates-vault", groupId: "vault" },
  "event-hubs": { node: "event-hubs-namespace", groupId: "namespace" },
  "data-blob": { node: "storage-data", groupId: "blob" },
  "data-table": { node: "storage-data", groupId: "table" },
  website: { node: "storage-spa", groupId: "web" },
  "website-blob": { node: "storage-spa", groupId: "blob" },
  "flow-logs": { node: "flow-logs-account", groupId: "blob" },
  cosmos: { node: "cosmos-account", groupId: "Sql" },
  registry: { node: "registry-registry", groupId: "registry" },
  "global-vault": { node: "vault-vault", groupId: "vault" },
  "global-storage": { node: "storage-account", groupId: "blob" },
  archive: { node: "archive-account", groupId: "blob" },
};

/** Services that the global stack owns, whichever stack asks. */
export const globalRoles: ReadonlySet<string> = new Set([
  "cosmos",
  "registry",
  "global-vault",
  "global-storage",
  "archive",
]);
