/** What the addresses of a private endpoint are for: the host names of its target, and their records. */
import type { AzureView, Resource } from "../../model.ts";
import { objectsAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";

const cosmos = "Microsoft.DocumentDB/databaseAccounts";
const registry = "Microsoft.ContainerRegistry/registries";
const cluster = "Microsoft.ContainerService/managedClusters";

/** Host names of a Cosmos DB account: one for itself, one for each region. */
export function cosmosHosts(name: string, inputs: Properties): string[] {
  const regions = textsAt(inputs, "locations[].locationName").map((location) =>
    location.toLowerCase().replaceAll(" ", ""),
  );
  return [name, ...regions.map((region) => `${name}-${region}`)];
}

/** Host names of a registry: one for itself, one data endpoint for each region. */
export function registryHosts(target: Resource, replicas: readonly Resource[]): string[] {
  const name = target.name.toLowerCase();
  const regions = [target.location, ...replicas.map((replica) => replica.location).sort()];
  return [name, ...regions.map((region) => `${name}.${region}.data`)];
}

/** The hosts that an endpoint to a target answers for; undefined for targets with a single one. */
function hostsOf(azure: AzureView, target: Resource): string[] | undefined {
  if (target.arm === cosmos) return cosmosHosts(target.name, target.inputs);
  // An API server is asked for by the name that AKS has made up for it.
  if (target.arm === cluster) return [textAt(target.outputs, "privateFQDN")?.split(".")[0] ?? target.name];
  if (target.arm !== registry) return undefined;
  return registryHosts(target, replicasOf(azure, target));
}

export function replicasOf(azure: AzureView, target: Resource): Resource[] {
  return azure
    .below(target.id)
    .filter((nested) => nested.arm.endsWith("/replications") && nested.state !== "Creating");
}

/** An endpoint's records: one host and its address each. */
export function recordsOf(azure: AzureView, endpoint: Resource | undefined): Properties[] {
  const addresses = textsAt(endpoint?.outputs, "customDnsConfigs[].ipAddresses[]");
  const targetId = textsAt(endpoint?.inputs, "privateLinkServiceConnections[].privateLinkServiceId")[0];
  const target = azure.find(targetId ?? "");
  if (target === undefined) return [];
  const hosts = hostsOf(azure, target);
  if (hosts === undefined) return [{ recordSetName: target.name.toLowerCase(), ipAddresses: addresses }];
  return hosts.flatMap((host, index) => {
    const address = addresses[index];
    return address === undefined ? [] : [{ recordSetName: host, ipAddresses: [address] }];
  });
}

/** The zones of a zone group with the records that Azure keeps in them. */
export function withRecords(inputs: Properties, records: readonly Properties[]): Properties[] {
  return objectsAt(inputs, "privateDnsZoneConfigs[]").map((config) => ({
    ...config,
    recordSets: records.map((record) => {
      const zone = (textAt(config, "privateDnsZoneId") ?? "").split("/").at(-1) ?? "";
      return {
        recordType: "A",
        ...record,
        fqdn: `${textAt(record, "recordSetName")}.${zone}`,
        ttl: 10,
        provisioningState: "Succeeded",
      };
    }),
  }));
}
