/** An azure-native type without its API version, for example "network:Subnet". */
export type AzureType = `${string}:${string}`;

const tokenPattern = /^azure-native(?:_[^:]*)?:([^:/]+)(?:\/v[^:]+)?:(\w+)$/;

/** Modules that had another name in azure-native 2: the old name to the present one. */
const renamedModules: Readonly<Record<string, string>> = { documentdb: "cosmosdb", cache: "redis" };

/**
 * Reads the type from a Pulumi token; undefined for what is not of azure-native. A rule that matched tokens literally would
 * let pass what carries an API version ("azure-native:network/v20240501:Subnet"), comes from a generated package
 * ("azure-native_network_v20240501:network:Subnet") or from a module that was renamed since.
 */
export function azureType(token: string): AzureType | undefined {
  const [, module, name] = tokenPattern.exec(token) ?? [];
  if (module === undefined || name === undefined) return undefined;
  return `${renamedModules[module] ?? module}:${name}`;
}
