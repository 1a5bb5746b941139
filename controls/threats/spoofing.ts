import { statements, test, type Threat } from "./model.ts";

/** Somebody or something passes for another. */
export const spoofing: readonly Threat[] = [
  {
    id: "S-1",
    kind: "Spoofing",
    title: "Somebody acts with a stolen key, password or account.",
    how: "A key in a log, a pipeline variable or a laptop; a person's account that still has its rights.",
    mitigations: [
      {
        what: "Services have no working keys, passwords or tokens; everybody signs in with Entra ID.",
        controls: [
          "data-no-keys",
          "data-no-local-users",
          "data-no-access-rules",
          "supply-chain-registry-no-admin",
          "supply-chain-registry-no-tokens",
          "cluster-no-local-accounts",
          "cluster-entra-id",
          "cluster-workload-identity",
        ],
        tests: [
          test("tests/components/identity.test.ts", "need no key: none is asked for and none is stored"),
        ],
      },
      {
        what: "What an account may do is little, goes to identities and groups, and cannot be turned into keys.",
        controls: ["identity-no-owner", "identity-no-key-readers", "identity-no-single-people"],
        tests: [
          test("tests/lib/ops/deployerRoles.test.ts", "are none with which one could give himself more"),
        ],
      },
      {
        what: "A stolen account is of no use from outside: API server and data answer in the network only.",
        controls: ["cluster-private-api-server", "cluster-no-public-name", "cluster-no-run-command"],
        tests: [statements],
      },
      {
        what: "Use of stolen accounts is noticed, by what they do and by what they cost.",
        controls: ["operations-defender-plans", "operations-budget"],
        tests: [],
      },
    ],
  },
  {
    id: "S-2",
    kind: "Spoofing",
    title: "Something poses as one of our services.",
    how: "A pod that takes another one's identity; a host that answers in place of an origin.",
    mitigations: [
      {
        what: "One service account of one cluster is one identity; no pattern, no shared node identity.",
        controls: ["identity-federation-exact", "cluster-workload-identity", "cluster-own-identities"],
        tests: [
          test("tests/charts/secretIsolation.test.ts", "no two components are the same principal"),
          test("tests/components/identity.test.ts", "trusts one service account of the stamp's own cluster"),
        ],
      },
      {
        what: "Front Door checks the name in an origin's certificate, and names resolve to private addresses.",
        controls: [
          "edge-origin-certificate",
          "network-private-endpoint-records",
          "network-private-zone-linked",
          "network-dns-servers-private",
        ],
        tests: [test("tests/components/edge.test.ts", "speaks HTTPS to clients and origins")],
      },
    ],
  },
  {
    id: "S-3",
    kind: "Spoofing",
    title: "Requests reach a stamp past our Front Door.",
    how: "A Front Door of somebody else's with our origin; a public address that was forgotten.",
    mitigations: [
      {
        what: "Origins are reached over approved private links of one profile.",
        controls: ["edge-premium", "edge-private-origins", "network-private-link-service-approved"],
        tests: [
          test(
            "tests/components/edge.test.ts",
            "approves both connections, by a message that nobody else can guess",
          ),
        ],
      },
      {
        what: "The workload answers only what carries the id of our profile.",
        controls: ["edge-front-door-header"],
        tests: [test("tests/charts/gateway.test.ts", "answers the private link service only")],
      },
      {
        what: "Nothing in a stamp has a public address but its firewall.",
        controls: [
          "network-public-address-owners",
          "network-interface-private",
          "network-no-open-inbound",
          "cluster-nodes-private",
        ],
        tests: [statements],
      },
    ],
  },
];
