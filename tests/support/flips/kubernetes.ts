import { workloadComponents } from "../../../lib/workload/components.ts";
import type { Flip } from "../flips.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;

const acme = {
  server: "https://acme-v02.api.letsencrypt.org/directory",
  email: "platform@example.com",
  dnsZoneId: `/subscriptions/s/resourceGroups/rg-dns/providers/Microsoft.Network/dnsZones/example.com`,
};
const withAcme = { "certificate.issuer": "acme", "certificate.acme": acme };

function ofComponent(id: string): Record<string, Flip> {
  const key = (name: string) => `workload.components.${id}.${name}`;
  const withCanary = { [key("canary.weight")]: 10, [key("canary.tag")]: "0.2.0" };
  return {
    [key("tag")]: { to: "0.3.0" },
    [key("digest")]: { to: digest("a") },
    [key("minReplicas")]: { to: 4, given: { [key("maxReplicas")]: 40 } },
    [key("maxReplicas")]: { to: 41 },
    [key("canary.weight")]: { to: 20, given: withCanary },
    [key("canary.replicas")]: { to: 3, given: withCanary },
    [key("canary.tag")]: { to: "0.4.0", given: withCanary },
    [key("canary.digest")]: { to: digest("b"), given: withCanary },
  };
}

/** Other values for what is said of the Kubernetes layer. */
export const kubernetesFlips: Readonly<Record<string, Flip>> = {
  "secretsStore.rotationPollMinutes": { to: 5 },
  "gateway.minReplicas": { to: 4 },
  "gateway.maxReplicas": { to: 12 },
  "gateway.drainSeconds": { to: 30 },
  "certificate.issuer": { to: "acme", refused: /nothing says which/ },
  "certificate.vaultCertificate": { to: "other" },
  "certificate.acme.server": {
    to: "https://acme-staging-v02.api.letsencrypt.org/directory",
    given: withAcme,
  },
  "certificate.acme.email": { to: "other@example.com", given: withAcme },
  "certificate.acme.dnsZoneId": { to: acme.dnsZoneId.replace("rg-dns", "rg-other"), given: withAcme },
  "workload.requireDigests": { to: true, refused: /no digest/ },
  "workload.networkPolicy.ranges": { to: ["198.51.100.0/24"] },
  ...Object.assign({}, ...Object.keys(workloadComponents).map(ofComponent)),
};
