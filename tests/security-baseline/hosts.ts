/** Which hosts a deployment has, read from its contracts. Pure. */
import type { GlobalContract } from "../../contracts/global.ts";
import type { StampContract } from "../../contracts/stamp.ts";
import type { SecurityHeaderValues } from "../../lib/edge/securityHeaders.ts";
import type { BaselineHosts } from "./outside.ts";

const hostOf = (address: string): string => (address.includes("://") ? new URL(address).hostname : address);

/** Open: what Front Door answers for. Closed: every service behind it that has a name in public DNS. */
export function hostsOf(
  global: GlobalContract,
  stamps: readonly StampContract[],
  headers: SecurityHeaderValues,
): BaselineHosts {
  const blobHost = (account: string): string => `${account}.blob.core.windows.net`;
  const vaultHost = (vault: string): string => `${vault}.vault.azure.net`;
  const closed = [
    hostOf(global.registry.loginServer),
    hostOf(global.cosmos.endpoint),
    hostOf(global.keyVault.uri),
    blobHost(global.storage.name),
    ...stamps.flatMap((stamp) => [
      vaultHost(stamp.keyVault.name),
      vaultHost(stamp.certificateVault.name),
      hostOf(stamp.eventHubs.hostName),
      stamp.storage.website.webHostName,
      blobHost(stamp.storage.data.name),
      ...stamp.firewall.publicIps,
    ]),
  ];
  return {
    open: [
      global.frontDoor.endpointHostName,
      ...global.frontDoor.customDomains.map(({ hostName }) => hostName),
    ],
    closed: [...new Set(closed)].sort(),
    headers,
  };
}
