import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Everything says whose it is. */
export const tags = resourceControl({
  id: "operations-tags",
  title: "Resources say which workload and stack they belong to.",
  why: "Costs, alerts and clearing up all ask whose a resource is.",
  remedy: "Set the tags.",
  severity: "low",
  references: { mcsb: ["AM-1"], threats: ["R-1"] },
  types: [
    "cdn:Profile",
    "containerregistry:Registry",
    "containerservice:ManagedCluster",
    "cosmosdb:DatabaseAccount",
    "eventhub:Namespace",
    "keyvault:Vault",
    "managedidentity:UserAssignedIdentity",
    "network:AzureFirewall",
    "network:PrivateEndpoint",
    "network:PublicIPAddress",
    "network:VirtualNetwork",
    "operationalinsights:Workspace",
    "resources:ResourceGroup",
    "storage:StorageAccount",
  ],
  // Appending needs no identity; the definitions that modify want the role Contributor for theirs.
  azurePolicy: [
    {
      definition: "9ea02ca2-71db-412d-8b00-7c7ca9fcd32d",
      part: "workload",
      name: "Append a tag and its value from the resource group",
      effect: "append",
      parameters: { tagName: "workload" },
    },
    {
      definition: "9ea02ca2-71db-412d-8b00-7c7ca9fcd32d",
      part: "stack",
      name: "Append a tag and its value from the resource group",
      effect: "append",
      parameters: { tagName: "stack" },
    },
  ],
  parameters: {
    names: { type: "list", description: "Tags that have to be there.", default: ["workload", "stack"] },
  },
  check: ({ props }, refuse, { names }) => {
    const missing = names.filter((name) => {
      const value = at(props, "tags", name);
      return typeof value !== "string" || value === "";
    });
    if (missing.length > 0) refuse(`The tags ${missing.join(", ")} are missing. Set them.`);
  },
  accepts: [[{ type: "resources:ResourceGroup", props: { tags: { workload: "shop", stack: "global" } } }]],
  refuses: [
    [{ type: "resources:ResourceGroup", props: {} }],
    [{ type: "keyvault:Vault", props: { tags: { workload: "shop" } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("resources:ResourceGroup").props["tags"] = { workload: "bulkhead" };
    },
  },
});
