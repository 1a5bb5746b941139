import { statements, test, type Threat } from "./model.ts";

/** Somebody reads what is not his. */
export const disclosure: readonly Threat[] = [
  {
    id: "I-1",
    kind: "Information disclosure",
    title: "Data is read on its way, or from its disk.",
    how: "A machine in the middle, an old version of TLS, a page over HTTP, a stolen disk.",
    mitigations: [
      {
        what: "Everything is encrypted on its way with TLS 1.2 or later, from the client to the database.",
        controls: [
          "data-tls-version",
          "data-storage-https-only",
          "edge-https-only",
          "edge-tls-version",
          "edge-stamp-https",
          "edge-gateway-tls",
          "edge-origin-certificate",
          "edge-security-headers",
        ],
        tests: [test("tests/components/edge.test.ts", "speaks HTTPS to clients and origins")],
      },
      {
        what: "Azure encrypts what is stored; keys of one's own, where a rule asks for them, rotate by themselves.",
        controls: ["data-customer-keys"],
        tests: [],
      },
    ],
  },
  {
    id: "I-2",
    kind: "Information disclosure",
    title: "Data is carried out.",
    how: "A pod that calls home, a storage account that replicates itself, a service endpoint to somebody else's account.",
    mitigations: [
      {
        what: "Everything that leaves a stamp goes through its firewall, which knows the few hosts that it may reach.",
        controls: [
          "network-subnet-route-table",
          "network-route-to-firewall",
          "network-no-route-propagation",
          "network-subnet-private",
          "network-firewall-rules-narrow",
          "network-firewall-dns-proxy",
          "network-firewall-premium",
          "network-firewall-threat-intelligence",
          "network-no-broad-rule",
          "cluster-egress",
        ],
        tests: [
          statements,
          test("tests/components/firewall.test.ts", "lets out the nodes' ranges only, and to no star"),
        ],
      },
      {
        what: "No service carries data out by itself.",
        controls: [
          "network-no-service-endpoints",
          "network-no-peering",
          "data-no-cross-tenant-replication",
          "data-no-anonymous-blobs",
          "supply-chain-registry-no-export",
          "supply-chain-registry-data-endpoint",
        ],
        tests: [],
      },
      {
        what: "Unusual reading is noticed.",
        controls: ["operations-defender-plans"],
        tests: [],
      },
    ],
  },
  {
    id: "I-3",
    kind: "Information disclosure",
    title: "A service that holds data answers the Internet.",
    how: "Public access that was switched on for a test; a rule for all of Azure's data centres; an anonymous container.",
    mitigations: [
      {
        what: "Public access is off everywhere, and each service is reached through private endpoints.",
        controls: [
          "data-no-public-access",
          "network-private-endpoint-per-service",
          "network-private-endpoint-records",
          "supply-chain-registry-premium",
        ],
        tests: [
          statements,
          test(
            "tests/components/data/stampServices.test.ts",
            "is closed to the public network, and cannot be purged",
          ),
        ],
      },
      {
        what: "Behind the closed door no rule lets anybody in.",
        controls: [
          "data-network-rules-deny",
          "data-cosmos-no-bypass",
          "data-no-anonymous-blobs",
          "supply-chain-registry-no-anonymous",
          "supply-chain-registry-no-bypass",
        ],
        tests: [],
      },
    ],
  },
];
