import type { FirewallPolicyArgs } from "@pulumi/azure-native/network/firewallPolicy.js";

export type FirewallTier = "Premium" | "Standard";

/** Exceptions from what every firewall denies by itself. */
export interface FirewallExceptions {
  readonly threatIntelligence: {
    readonly allowedHosts: readonly string[];
    readonly allowedAddresses: readonly string[];
  };
  readonly intrusionDetection: {
    readonly signatures: readonly { readonly id: number; readonly mode: "Alert" | "Off" }[];
    readonly bypass: readonly {
      readonly name: string;
      readonly protocol: string;
      readonly sources: readonly string[];
      readonly destinations: readonly string[];
      readonly ports: readonly number[];
      readonly reason: string;
    }[];
  };
}

type Settings = Pick<
  FirewallPolicyArgs,
  "sku" | "threatIntelMode" | "threatIntelWhitelist" | "intrusionDetection" | "dnsSettings"
>;

/**
 * What the policies of the organisation and of a stamp have in common: malicious hosts and intrusions are denied, and the
 * firewall answers name queries, so that it resolves the same addresses as those who ask it. A Standard policy may not hold
 * Premium properties (ARM: FirewallPolicyHigherTierOnlyProperties).
 */
export function firewallPolicySettings(
  tier: FirewallTier,
  { threatIntelligence, intrusionDetection }: FirewallExceptions,
): Settings {
  const { allowedHosts, allowedAddresses } = threatIntelligence;
  return {
    sku: { tier },
    threatIntelMode: "Deny",
    ...(allowedHosts.length + allowedAddresses.length > 0
      ? { threatIntelWhitelist: { fqdns: [...allowedHosts], ipAddresses: [...allowedAddresses] } }
      : {}),
    dnsSettings: { enableProxy: true },
    ...(tier === "Premium" ? { intrusionDetection: intrusionSettings(intrusionDetection) } : {}),
  };
}

function intrusionSettings({
  signatures,
  bypass,
}: FirewallExceptions["intrusionDetection"]): NonNullable<Settings["intrusionDetection"]> {
  if (signatures.length + bypass.length === 0) return { mode: "Deny" };
  return {
    mode: "Deny",
    configuration: {
      signatureOverrides: signatures.map(({ id, mode }) => ({ id: String(id), mode })),
      bypassTrafficSettings: bypass.map((entry) => ({
        name: entry.name,
        description: entry.reason,
        protocol: entry.protocol,
        sourceAddresses: [...entry.sources],
        destinationAddresses: [...entry.destinations],
        destinationPorts: entry.ports.map(String),
      })),
    },
  };
}
