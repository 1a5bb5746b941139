/** What every storage account of the program has in common: no keys, no strangers, no public network. */
export const closedStorage = {
  kind: "StorageV2",
  allowSharedKeyAccess: false,
  defaultToOAuthAuthentication: true,
  allowBlobPublicAccess: false,
  allowCrossTenantReplication: false,
  isLocalUserEnabled: false,
  publicNetworkAccess: "Disabled",
  enableHttpsTrafficOnly: true,
  minimumTlsVersion: "TLS1_2",
} as const;
