/** Functions of azure-native: questions to Azure that change nothing. */
import { ArmError } from "../errors.ts";
import type { AzureView } from "../model.ts";
import { flagAt, textAt, type Properties } from "../../../lib/properties.ts";
import { deployerObjectId } from "../rules/directory.ts";
import { UnknownTypeError, withoutVersion } from "./index.ts";

export type AzureFunction = (azure: AzureView, args: Properties) => Properties;

const getClientConfig: AzureFunction = (azure) => ({
  clientId: azure.guid("deployer/client"),
  objectId: deployerObjectId(azure),
  subscriptionId: azure.subscriptionId,
  tenantId: azure.tenantId,
});

/** The server that users ask a token for: AKS' own application in Entra ID (azure-aks-docs, kubelogin-authentication.md). */
const serverApplication = "6dae42f8-4368-4678-94ff-3960e28e3630";
/** The client that signs people in: the Azure Kubernetes Service AAD Client (the same page). */
const clientApplication = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

function kubeconfig(
  azure: AzureView,
  args: Properties,
  cluster: { name: string; group: string; server: string; id: string },
): string {
  const user = `clusterUser_${cluster.group}_${cluster.name}`;
  const certificate = `-----BEGIN CERTIFICATE-----\n${Buffer.from(`certificate authority of ${cluster.id}`).toString("base64")}\n-----END CERTIFICATE-----\n`;
  const login = textAt(args, "format") === "exec" ? exec(azure) : authProvider(azure);
  return [
    "apiVersion: v1",
    "clusters:",
    "- cluster:",
    `    certificate-authority-data: ${Buffer.from(certificate).toString("base64")}`,
    `    server: https://${cluster.server}:443`,
    `  name: ${cluster.name}`,
    "contexts:",
    "- context:",
    `    cluster: ${cluster.name}`,
    `    user: ${user}`,
    `  name: ${cluster.name}`,
    `current-context: ${cluster.name}`,
    "kind: Config",
    "preferences: {}",
    "users:",
    `- name: ${user}`,
    "  user:",
    ...login.map((line) => `    ${line}`),
    "",
  ].join("\n");
}

function exec(azure: AzureView): string[] {
  const args = [
    "get-token",
    "--environment",
    "AzurePublicCloud",
    "--server-id",
    serverApplication,
    "--client-id",
    clientApplication,
    "--tenant-id",
    azure.tenantId,
    "--login",
    "devicecode",
  ];
  return [
    "exec:",
    "  apiVersion: client.authentication.k8s.io/v1beta1",
    "  args:",
    ...args.map((arg) => `  - ${arg}`),
    "  command: kubelogin",
    "  env: null",
    "  provideClusterInfo: false",
  ];
}

function authProvider(azure: AzureView): string[] {
  return [
    "auth-provider:",
    "  config:",
    `    apiserver-id: ${serverApplication}`,
    `    client-id: ${clientApplication}`,
    '    config-mode: "1"',
    "    environment: AzurePublicCloud",
    `    tenant-id: ${azure.tenantId}`,
    "  name: azure",
  ];
}

const listManagedClusterUserCredentials: AzureFunction = (azure, args) => {
  const group = textAt(args, "resourceGroupName") ?? "";
  const name = textAt(args, "resourceName") ?? "";
  const id = `/subscriptions/${azure.subscriptionId}/resourceGroups/${group}/providers/Microsoft.ContainerService/managedClusters/${name}`;
  const cluster = azure.find(id);
  if (!cluster)
    throw new ArmError(
      "ResourceNotFound",
      404,
      `The Resource 'Microsoft.ContainerService/managedClusters/${name}' under resource group '${group}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  const wantsPublic = textAt(args, "serverFqdn") === "public";
  const server =
    (wantsPublic ? undefined : textAt(cluster.outputs, "privateFQDN")) ?? textAt(cluster.outputs, "fqdn");
  if (server === undefined)
    throw new ArmError("KubeConfigError", 400, `Cluster '${name}' has no public FQDN.`);
  if (flagAt(cluster.inputs, "aadProfile.managed") !== true) {
    throw new ArmError(
      "KubeConfigError",
      400,
      `The local Azure issues no client certificates: cluster '${name}' must sign users in through Microsoft Entra ID (aadProfile.managed).`,
    );
  }
  const text = kubeconfig(azure, args, { name, group, server, id });
  return { kubeconfigs: [{ name: "clusterUser", value: Buffer.from(text).toString("base64") }] };
};

const all: Readonly<Record<string, AzureFunction>> = {
  "azure-native:authorization:getClientConfig": getClientConfig,
  "azure-native:containerservice:listManagedClusterUserCredentials": listManagedClusterUserCredentials,
};

/**
 * The answer to an azure-native function, by token.
 *
 * @throws UnknownTypeError for a function that the local Azure does not know.
 */
export function functionOf(token: string): AzureFunction {
  const found = all[withoutVersion(token)];
  if (found) return found;
  throw new UnknownTypeError(
    `The local Azure does not know the function '${token}'. It knows ${Object.keys(all).join(", ")}: add others in rehearsal/azure/types/functions.ts.`,
  );
}
