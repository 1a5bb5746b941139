import { test, type Threat } from "./model.ts";

/** Users are not answered. */
export const denial: readonly Threat[] = [
  {
    id: "D-1",
    kind: "Denial of service",
    title: "A flood of traffic keeps users from being answered.",
    how: "A botnet against a public address, or against the site.",
    mitigations: [
      {
        what: "Front Door takes the traffic, and origins cannot be reached around it.",
        controls: ["edge-private-origins", "edge-waf-rate-limit"],
        tests: [test("tests/components/edge.test.ts", "blocks: managed rules and a limit per client")],
      },
      {
        what: "The few public addresses are protected and spread over zones.",
        controls: [
          "network-ddos-protection",
          "network-public-address-owners",
          "network-public-address-resilient",
        ],
        tests: [
          test(
            "tests/components/observability.test.ts",
            "watch the firewall's addresses where a DDoS plan protects them",
          ),
        ],
      },
      {
        what: "Somebody hears when the flood is paid for.",
        controls: ["operations-budget"],
        tests: [],
      },
    ],
  },
  {
    id: "D-2",
    kind: "Denial of service",
    title: "Few requests use up the application.",
    how: "Slow or expensive requests, bots that fill forms, one client that asks without pause.",
    mitigations: [
      {
        what: "Bots and clients that ask too often are blocked at the edge.",
        controls: [
          "edge-waf-everywhere",
          "edge-waf-prevention",
          "edge-waf-managed-rules",
          "edge-waf-rate-limit",
        ],
        tests: [test("tests/components/edge.test.ts", "blocks: managed rules and a limit per client")],
      },
      {
        what: "Nodes and pods grow with the load.",
        controls: ["cluster-pool-scales", "cluster-autoscaler-owns-count"],
        tests: [],
      },
    ],
  },
  {
    id: "D-3",
    kind: "Denial of service",
    title: "A part that everything needs is taken away.",
    how: "Somebody deletes it, its zone or region is down, its upgrade comes at the wrong hour.",
    mitigations: [
      {
        what: "Every part spans zones, and data spans regions.",
        controls: [
          "data-zone-redundant",
          "data-cosmos-failover",
          "network-firewall-zones",
          "network-public-address-resilient",
          "cluster-pool-zones",
          "cluster-system-pool",
          "cluster-uptime-tier",
          "supply-chain-registry-nearby",
          "supply-chain-registry-premium",
        ],
        tests: [],
      },
      {
        what: "Front Door leaves out a stamp that is ill.",
        controls: ["edge-health-probes"],
        tests: [
          test(
            "tests/e2e/traffic.test.ts",
            "goes on at the other stamp when one is drained and then destroyed",
          ),
          test("tests/components/edge.test.ts", "falls back to a private page of last priority"),
        ],
      },
      {
        what: "What is deleted comes back, and what must not be deleted is protected.",
        controls: ["data-protected", "data-vault-purge-protection", "data-customer-keys"],
        tests: [test("tests/cli/guards.test.ts", "to destroy the global layer while a stamp exists")],
      },
      {
        what: "Maintenance has its hours, and incidents reach somebody.",
        controls: [
          "cluster-maintenance-windows",
          "operations-health-alert",
          "operations-alerts-reach",
          "operations-alert-receivers",
        ],
        tests: [],
      },
    ],
  },
];
