import { resourceControl } from "../../define.ts";
import { localSignIns } from "../../data/localSignIn.ts";
import { at } from "../../read.ts";

const rows = new Map<string, (typeof localSignIns)[number]>(localSignIns.map((row) => [row.type, row]));

/** Who reads data signs in with Entra ID. */
export const noKeys = resourceControl({
  id: "data-no-keys",
  title: "Services take Entra ID only; their own keys do not work.",
  why: "A key names nobody, grants everything, and works for whoever copied it until somebody thinks of changing it.",
  remedy: "Switch local authentication off and assign data-plane roles.",
  severity: "critical",
  references: { mcsb: ["IM-1", "IM-8"], threats: ["S-1", "R-1"] },
  types: localSignIns.map(({ type }) => type),
  azurePolicy: [
    {
      definition: "8c6a50c6-9ffd-4ae7-986f-5fa6111f9a54",
      part: "storage",
      name: "Storage accounts should prevent shared key access",
      effect: "Deny",
    },
    {
      definition: "5450f5bd-9c72-4390-a9c4-a7aba4edfdd2",
      part: "cosmos",
      name: "Cosmos DB database accounts should have local authentication methods disabled",
      effect: "Deny",
    },
    {
      definition: "5d4e3c65-4873-47be-94f3-6f8b953a3598",
      part: "event-hubs",
      name: "Azure Event Hub namespaces should have local authentication methods disabled",
      effect: "Deny",
    },
    {
      definition: "e15effd4-2278-4c65-a0da-4d6f6d1890e2",
      part: "logs",
      name: "Log Analytics Workspaces should block non-Azure Active Directory based ingestion.",
      effect: "Deny",
    },
    {
      definition: "199d5677-e4d9-4264-9465-efe1839c06bd",
      part: "insights",
      name: "Application Insights components should block non-Azure Active Directory based ingestion.",
      effect: "Deny",
    },
  ],
  check: ({ type, props }, refuse) => {
    const row = rows.get(type);
    if (row && at(props, ...row.path) !== row.off)
      refuse(`${row.path.join(".")} is not ${row.off}: keys would work. Set it, and assign roles.`);
  },
  accepts: [
    [{ type: "storage:StorageAccount", props: { allowSharedKeyAccess: false } }],
    [{ type: "operationalinsights:Workspace", props: { features: { disableLocalAuth: true } } }],
  ],
  refuses: [
    [{ type: "storage:StorageAccount", props: {} }],
    [{ type: "cosmosdb:DatabaseAccount", props: { disableLocalAuth: false } }],
    [{ type: "eventhub:Namespace", props: {} }],
  ],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("cosmosdb:DatabaseAccount").props["disableLocalAuth"] = false;
    },
  },
});
