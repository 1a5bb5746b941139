/**
 * Source ports that each public address of Azure Firewall has on each of its instances, for connections to one and the same
 * destination. Source: azure-docs firewall/integrate-with-nat-gateway.md (stored copies of 2023 to 2026).
 */
const portsPerAddressAndInstance = 2496;

/** Azure Firewall never runs fewer instances (same source; firewall/prescaling.md, ms.date 2025-10-13, range 2 to 50). */
export const instances = { min: 2, max: 50 } as const;

/** Most public addresses of one firewall (azure-subscription-service-limits.md, ms.date 2026-08-04). */
export const mostAddresses = 250;

/** Prefixes Azure hands out in one piece: /28, 16 addresses, is the largest by default (same limits). */
export const addressPrefix = { largest: 28, smallest: 31 } as const;

/** Ports available towards one destination when the firewall is at its smallest. */
export function snatPorts(addresses: number, smallestInstanceCount: number = instances.min): number {
  return addresses * portsPerAddressAndInstance * smallestInstanceCount;
}

/** Public addresses with which every node has its ports, also when the firewall is at its smallest. */
export function addressesFor(
  nodes: number,
  portsPerNode: number,
  smallestInstanceCount: number = instances.min,
): number {
  return Math.max(1, Math.ceil((nodes * portsPerNode) / snatPorts(1, smallestInstanceCount)));
}

/** Public addresses in a prefix of this length. */
export function addressesInPrefix(length: number): number {
  return 2 ** (32 - length);
}
