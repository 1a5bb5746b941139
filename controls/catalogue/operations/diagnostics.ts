import { stackControl } from "../../define.ts";
import { at, every, refersTo } from "../../read.ts";

const logged = [
  "cdn:Profile",
  "containerregistry:Registry",
  "containerservice:ManagedCluster",
  "cosmosdb:DatabaseAccount",
  "eventhub:Namespace",
  "keyvault:Vault",
  "network:ApplicationGateway",
  "network:AzureFirewall",
  "network:BastionHost",
  "network:NetworkSecurityGroup",
  "operationalinsights:Workspace",
  "storage:StorageAccount",
] as const;

/** What happens is written down. */
export const diagnostics = stackControl({
  id: "operations-diagnostics",
  title: "Everything that has logs sends them somewhere.",
  why: "Azure keeps resource logs of nothing by itself: what happened before the setting was made is gone.",
  remedy: "Add a DiagnosticSetting with the resource's id as resourceUri.",
  severity: "high",
  references: { mcsb: ["LT-3"], threats: ["R-1"] },
  types: [...logged, "monitor:DiagnosticSetting"],
  azurePolicy: [
    {
      definition: "cf820ca0-f99e-4f3e-84fb-66e913812d21",
      part: "vault",
      name: "Resource logs in Key Vault should be enabled",
      effect: "AuditIfNotExists",
    },
    {
      definition: "83a214f7-d01a-484b-91a9-ed54470c9a6a",
      part: "event-hubs",
      name: "Resource logs in Event Hub should be enabled",
      effect: "AuditIfNotExists",
    },
    {
      definition: "245fc9df-fa96-4414-9a0b-3738c2f7341c",
      part: "cluster",
      name: "Resource logs in Azure Kubernetes Service should be enabled",
      effect: "AuditIfNotExists",
    },
    {
      definition: "cd906338-3453-47ba-9334-2d654bf845af",
      part: "front-door",
      name: "Azure Front Door Standard or Premium (Plus WAF) should have resource logs enabled",
      effect: "AuditIfNotExists",
    },
  ],
  check: (whole, refuse) => {
    const settings = whole.ofType("monitor:DiagnosticSetting");
    every(
      ...whole.ofType(...logged).map((resource) => () => {
        if (!settings.some(({ props }) => refersTo(at(props, "resourceUri"), resource)))
          refuse(resource, `${resource.name} sends its logs nowhere. Add a DiagnosticSetting.`);
      }),
    );
  },
  accepts: [
    [
      { type: "keyvault:Vault", props: { vaultName: "kv" } },
      { type: "monitor:DiagnosticSetting", props: { resourceUri: "/x/vaults/kv" } },
    ],
  ],
  refuses: [
    [{ type: "keyvault:Vault", props: { vaultName: "kv" } }],
    [
      { type: "eventhub:Namespace", props: { namespaceName: "events" } },
      { type: "monitor:DiagnosticSetting", props: { resourceUri: "/x/namespaces/other" } },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) =>
      whole.remove(whole.first("monitor:DiagnosticSetting", ({ name }) => name.endsWith("vault-vault"))),
  },
});
