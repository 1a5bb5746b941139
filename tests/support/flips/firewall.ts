import type { Flip } from "../flips.ts";

type Flips = Readonly<Record<string, Flip>>;

/** Exceptions of a firewall policy, in the section that has them. */
export const exceptions = (section: string): Flips => {
  const signatures = { [`${section}.intrusionDetection.signatures`]: [{ id: 2024897, mode: "Alert" }] };
  const bypass = {
    [`${section}.intrusionDetection.bypass`]: [
      {
        name: "backup",
        protocol: "TCP",
        sources: ["10.10.0.0/24"],
        destinations: ["198.51.100.7"],
        ports: [443],
        reason: "Encrypted backups.",
      },
    ],
  };
  return {
    [`${section}.threatIntelligence.allowedHosts`]: { to: ["*.example.com"] },
    [`${section}.threatIntelligence.allowedAddresses`]: { to: ["198.51.100.0/24"] },
    [`${section}.intrusionDetection.signatures[].id`]: { to: 2024898, given: signatures },
    [`${section}.intrusionDetection.signatures[].mode`]: { to: "Off", given: signatures },
    [`${section}.intrusionDetection.bypass[].name`]: { to: "archive", given: bypass },
    [`${section}.intrusionDetection.bypass[].protocol`]: { to: "UDP", given: bypass },
    [`${section}.intrusionDetection.bypass[].sources`]: { to: ["10.10.1.0/24"], given: bypass },
    [`${section}.intrusionDetection.bypass[].destinations`]: { to: ["198.51.100.8"], given: bypass },
    [`${section}.intrusionDetection.bypass[].ports`]: { to: [8443], given: bypass },
    [`${section}.intrusionDetection.bypass[].reason`]: { to: "Encrypted already.", given: bypass },
  };
};

const autoscale = { "firewall.autoscale": { minCapacity: 3, maxCapacity: 10 } };
const tlsInspection = {
  "firewall.tlsInspection": {
    certificateName: "inspection",
    vaultId: "/subscriptions/pki/resourceGroups/rg-pki/providers/Microsoft.KeyVault/vaults/kv-pki",
  },
};
const host = {
  ...tlsInspection,
  "firewall.allowedHosts": [{ host: "api.example.com", protocol: "Https", inspected: false }],
};

/** Keys of a stamp's firewall. */
export const firewall: Flips = {
  "firewall.publicIpCount": { to: 4 },
  // The committed global stack has no Standard parent, for no committed stamp asks for one.
  "firewall.tier": { to: "Standard", refused: /no parent policy for Standard firewalls/ },
  "firewall.publicIpPrefixLength": { to: 28 },
  // It sizes nothing by itself: it refuses a number of addresses that would not do.
  "firewall.snatPortsPerNode": { to: 4096, refused: /SNAT ports/ },
  "firewall.autoscale.minCapacity": { to: 4, given: autoscale },
  "firewall.autoscale.maxCapacity": { to: 12, given: autoscale },
  "firewall.furtherFeatures": { to: ["cluster-extensions"] },
  "firewall.allowedHosts[].host": { to: "www.example.com", given: host },
  "firewall.allowedHosts[].protocol": { to: "Http", given: host },
  "firewall.allowedHosts[].port": { to: 8443, given: host },
  "firewall.allowedHosts[].reason": { to: "Payments.", given: host },
  "firewall.allowedHosts[].inspected": { to: true, given: host },
  "firewall.tlsInspection.certificateName": { to: "other", given: tlsInspection },
  "firewall.tlsInspection.vaultId": {
    to: "/subscriptions/pki/resourceGroups/rg-pki/providers/Microsoft.KeyVault/vaults/kv-other",
    given: tlsInspection,
  },
  ...exceptions("firewall"),
};

const throughFirewall = { "ingress.type": "firewall", "ingress.allowedSources": ["198.51.100.0/24"] };
const applicationGateway = {
  "ingress.type": "applicationGateway",
  "ingress.applicationGateway": { frontend: "public", minInstances: 2, maxInstances: 10 },
};

/** Keys of the further way into a stamp. */
export const ingress: Flips = {
  "ingress.allowedSources": { to: ["203.0.113.0/24"], given: throughFirewall },
  "ingress.applicationGateway.frontend": { to: "private", given: applicationGateway },
  "ingress.applicationGateway.minInstances": { to: 3, given: applicationGateway },
  "ingress.applicationGateway.maxInstances": { to: 20, given: applicationGateway },
};

/** Keys of the policy that all firewalls inherit. */
export const firewallPolicy: Flips = {
  "firewallPolicy.deniedPorts": { to: [22] },
  "firewallPolicy.deniedHosts": { to: ["*.evil.example"] },
  "firewallPolicy.deniedAddresses": { to: ["198.51.100.0/24"] },
  "firewallPolicy.allowedHosts": { to: ["time.example.com"] },
  ...exceptions("firewallPolicy"),
};
