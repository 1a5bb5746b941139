import type { Properties } from "../../lib/properties.ts";

/** A chart with values under which it renders what it does not by default. */
export interface Variant {
  readonly what: string;
  readonly chart: string;
  readonly values: Properties;
}

const digest = `sha256:${"a".repeat(64)}`;

/** Every option of our charts that makes objects of another kind or form. */
export const variants: readonly Variant[] = [
  {
    what: "with a certificate by ACME",
    chart: "gateway",
    values: {
      certificate: {
        issuer: "acme",
        acme: {
          email: "platform@example.com",
          clientId: "id",
          zone: { name: "example.com", resourceGroup: "rg-dns", subscriptionId: "s" },
        },
      },
    },
  },
  {
    what: "with a public API server and a further way in",
    chart: "gateway",
    values: {
      network: { apiServer: [], metricsFrom: "" },
      entrance: { annotations: { "service.beta.kubernetes.io/azure-pip-name": "pip" } },
    },
  },
  { what: "without encryption", chart: "gateway", values: { protocol: "http", service: { port: 80 } } },
  {
    what: "with a canary",
    chart: "workload",
    values: { components: { "catalog-api": { canary: { weight: 10, replicas: 2, tag: "0.2.0", digest } } } },
  },
  {
    what: "with names instead of ranges",
    chart: "workload",
    values: { network: { external: { kind: "names" } } },
  },
  {
    what: "with secrets read by the nodes' identity",
    chart: "workload",
    values: {
      identity: { kind: "kubelet", kubeletClientId: "kubelet-id" },
      components: { "catalog-api": { secrets: [{ name: "Api-Key", file: "api_key" }] } },
    },
  },
];
