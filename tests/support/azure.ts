import type { MockCallArgs, MockResourceArgs } from "@pulumi/pulumi/runtime/mocks.js";
import { addressAt, parseCidr } from "../../lib/cidr.ts";
import { armId, resourceTypeOf } from "../../lib/resourceTypes.ts";
import { uuidV5 } from "../../lib/uuid.ts";

/** Subscription and tenant of everything under mocks. */
export const subscriptionId = uuidV5("subscription");
export const tenantId = uuidV5("tenant");

/** The kubeconfig AKS hands to users of a cluster with Microsoft Entra ID. */
export const userKubeconfig = `apiVersion: v1
kind: Config
clusters:
- name: aks
  cluster: {certificate-authority-data: Q0E=, server: "https://aks.privatelink.eastus.azmk8s.io:443"}
contexts:
- name: aks
  context: {cluster: aks, user: clusterUser_rg_aks}
current-context: aks
users:
- name: clusterUser_rg_aks
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: kubelogin
      args: [get-token, --environment, AzurePublicCloud, --server-id, ${uuidV5("server")}, --client-id, ${uuidV5("client")}, --tenant-id, ${tenantId}, --login, devicecode]
`;

type Properties = Record<string, unknown>;

/** What Azure adds to a resource, as far as the program reads it. */
const computed: Record<string, (inputs: Properties, name: string) => Properties> = {
  "azure-native:cdn:Profile": (_, name) => ({ frontDoorId: uuidV5(name) }),
  "azure-native:cdn:AFDEndpoint": (_, name) => ({ hostName: `${name}-aabbccdd.z01.azurefd.net` }),
  "azure-native:containerregistry:Registry": (_, name) => ({ loginServer: `${name}.azurecr.io` }),
  "azure-native:containerservice:ManagedCluster": (inputs, name) => ({
    oidcIssuerProfile: { enabled: true, issuerURL: `https://issuer.example/${name}/` },
    privateFQDN: `${name}-aabbccdd.privatelink.${String(inputs["location"])}.azmk8s.io`,
  }),
  "azure-native:cosmosdb:DatabaseAccount": (_, name) => ({
    documentEndpoint: `https://${name}.documents.azure.com:443/`,
  }),
  "azure-native:eventhub:Namespace": (_, name) => ({
    serviceBusEndpoint: `https://${name}.servicebus.windows.net:443/`,
  }),
  "azure-native:containerregistry:CredentialSet": (inputs, name) => ({
    identity: { ...(inputs["identity"] as Properties), principalId: uuidV5(`principal ${name}`) },
  }),
  "azure-native:keyvault:Vault": (inputs, name) => ({
    properties: { ...(inputs["properties"] as Properties), vaultUri: `https://${name}.vault.azure.net/` },
  }),
  "azure-native:managedidentity:UserAssignedIdentity": (_, name) => ({
    principalId: uuidV5(`principal ${name}`),
    clientId: uuidV5(`client ${name}`),
  }),
  "azure-native:operationalinsights:Workspace": (_, name) => ({ customerId: uuidV5(`customer ${name}`) }),
  "azure-native:applicationinsights:Component": (inputs, name) => ({
    connectionString: `InstrumentationKey=${uuidV5(`key ${name}`)};IngestionEndpoint=https://${String(inputs["location"])}-1.in.applicationinsights.azure.com/`,
  }),
  "azure-native:network:PublicIPAddress": () => ({ ipAddress: "203.0.113.4" }),
  "azure-native:network:AzureFirewall": (inputs) => {
    const [first, ...others] = inputs["ipConfigurations"] as Properties[];
    return { ipConfigurations: [{ ...first, privateIPAddress: firewallAddress }, ...others] };
  },
  "azure-native:storage:StorageAccount": (_, name) => ({
    primaryEndpoints: { web: `https://${name}.z13.web.core.windows.net/` },
    secondaryEndpoints: { web: `https://${name}-secondary.z13.web.core.windows.net/` },
  }),
  "azure-native:cdn:AFDCustomDomain": (_, name) => ({
    validationProperties: { validationToken: `token-${name}`, expirationDate: "" },
  }),
  // The suffix of all names, and another one for each further name that Azure keeps after deletion.
  "random:index/randomString:RandomString": (inputs, name) => {
    const own = ["suffix", "vault-suffix"].includes(name) ? "" : name.replaceAll(/[^a-z0-9]/g, "");
    const length = Number(inputs["length"]);
    return { result: own.padEnd(length, "x").slice(0, length) };
  },
  "random:index/randomPassword:RandomPassword": (inputs) => ({
    result: "p".repeat(Number(inputs["length"])),
  }),
  "bulkhead:edge:PrivateLinkApproval": (inputs) => ({
    connectionId: `${String(inputs["targetId"])}/privateEndpointConnections/front-door`,
    status: "Approved",
  }),
};

/** Set when the firewall's subnet is registered: Azure gives the firewall the first address it does not reserve. */
let firewallAddress = "";

/** Creates as Azure would, when nothing goes wrong. */
export function createResource({ type, name, inputs }: MockResourceArgs): { id: string; state: Properties } {
  const properties = inputs as Properties;
  const info = resourceTypeOf(type);
  if (info === undefined) {
    return { id: `${name}-id`, state: { ...properties, ...computed[type]?.(properties, name) } };
  }
  const armName = String(properties[info.names.at(-1) ?? ""]);
  if (armName === "AzureFirewallSubnet")
    firewallAddress = addressAt(parseCidr(String(properties["addressPrefix"])), 4);
  return {
    id: armId(type, subscriptionId, properties),
    state: { ...properties, name: armName, ...computed[type]?.(properties, armName) },
  };
}

/** Answers the functions that the program calls. */
export function callFunction({ token }: MockCallArgs): Properties {
  switch (token) {
    case "azure-native:authorization:getClientConfig":
      return { subscriptionId, tenantId, clientId: uuidV5("deployer client"), objectId: uuidV5("deployer") };
    case "azure-native:containerservice:listManagedClusterUserCredentials":
      return {
        kubeconfigs: [{ name: "clusterUser", value: Buffer.from(userKubeconfig).toString("base64") }],
      };
    default:
      throw new Error(`Nothing is known about the function ${token}.`);
  }
}
