import { platformControl } from "../../define.ts";
import { at, every, list, refersTo } from "../../read.ts";
import type { Resource, Whole } from "../../types.ts";

const services = [
  "containerregistry:Registry",
  "cosmosdb:DatabaseAccount",
  "eventhub:Namespace",
  "keyvault:Vault",
  "servicebus:Namespace",
  "sql:Server",
  "storage:StorageAccount",
] as const;

/**
 * Not an archive that lets in Azure's own services, which need no door to write to it; and not a vault for which no program
 * has a secret: it waits for what people put there.
 */
function needsDoor({ type, props }: Resource, whole: Whole): boolean {
  if (type === "storage:StorageAccount")
    return !String(at(props, "networkRuleSet", "bypass")).includes("AzureServices");
  if (type !== "keyvault:Vault") return true;
  return whole.ofType("keyvault:Secret").some((secret) => secret.props["vaultName"] === props["vaultName"]);
}

/** A closed service has a door. */
export const privateEndpointPerService = platformControl({
  id: "network-private-endpoint-per-service",
  title: "Every service that holds data has a private endpoint in some stack.",
  why: "A service that is closed to the Internet and has no private endpoint serves nobody, until somebody opens it.",
  remedy: "Add a PrivateEndpoint, in the stack of the service or in one that uses it.",
  severity: "medium",
  references: { mcsb: ["NS-2"], threats: ["I-3"] },
  types: [...services, "keyvault:Secret", "network:PrivateEndpoint", "cdn:AFDOrigin"],
  check: (whole, refuse) => {
    const reached = [
      ...whole
        .ofType("network:PrivateEndpoint")
        .flatMap(({ props }) => [
          ...list(at(props, "privateLinkServiceConnections")),
          ...list(at(props, "manualPrivateLinkServiceConnections")),
        ])
        .map((connection) => () => at(connection, "privateLinkServiceId")),
      // Front Door makes an endpoint of its own.
      ...whole.ofType("cdn:AFDOrigin").map(
        ({ props }) =>
          () =>
            at(props, "sharedPrivateLinkResource", "privateLink", "id"),
      ),
    ];
    every(
      ...whole.ofType(...services).map((service) => () => {
        if (!needsDoor(service, whole)) return;
        if (!reached.some((id) => refersTo(id(), service)))
          refuse(service, `No private endpoint leads to ${service.name}. Add one.`);
      }),
    );
  },
  accepts: [
    [
      { type: "keyvault:Vault", stack: "global", props: { vaultName: "kv-shop" } },
      { type: "keyvault:Secret", stack: "global", props: { vaultName: "kv-shop" } },
      {
        type: "network:PrivateEndpoint",
        stack: "stamp-eastus",
        props: { privateLinkServiceConnections: [{ privateLinkServiceId: "/x/vaults/kv-shop" }] },
      },
    ],
    [{ type: "storage:StorageAccount", props: { networkRuleSet: { bypass: "Logging, AzureServices" } } }],
    [{ type: "keyvault:Vault", props: { vaultName: "kv-empty" } }],
  ],
  refuses: [
    [
      { type: "keyvault:Vault", props: { vaultName: "kv-shop" } },
      { type: "keyvault:Secret", props: { vaultName: "kv-shop" } },
    ],
    [
      { type: "storage:StorageAccount", props: { accountName: "stshop" } },
      {
        type: "network:PrivateEndpoint",
        props: { privateLinkServiceConnections: [{ privateLinkServiceId: "/x/storageAccounts/other" }] },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const endpoint = whole.first("network:PrivateEndpoint", ({ name }) => name.startsWith("eventhubs"));
      endpoint.props["privateLinkServiceConnections"] = [];
    },
  },
});
