import { statements, test, type Threat } from "./model.ts";

/** Somebody may do what he should not. */
export const elevation: readonly Threat[] = [
  {
    id: "E-1",
    kind: "Elevation of privilege",
    title: "Code in a pod takes over its node or the cluster.",
    how: "A hole in an image, a container that runs as root, an admission that lets it.",
    mitigations: [
      {
        what: "Pod security admission refuses pods that ask for more than they need, and policies that the organisation assigns reach into the cluster.",
        controls: ["cluster-policy-add-on"],
        tests: [
          test(
            "tests/charts/lint.test.ts",
            "label their namespaces restricted, at the version they are told",
          ),
          test(
            "tests/charts/workload.test.ts",
            "keeps what it promises, with the values of a stamp and with its own",
          ),
        ],
      },
      {
        what: "Holes are found and closed.",
        controls: [
          "supply-chain-images-scanned",
          "cluster-image-cleaner",
          "cluster-upgrade-channel",
          "cluster-node-image-channel",
          "cluster-supported-version",
        ],
        tests: [],
      },
      {
        what: "The node is worth little: signed boot, no public address, a locked group, system pods elsewhere.",
        controls: [
          "cluster-nodes-trusted-launch",
          "cluster-nodes-private",
          "cluster-node-group-locked",
          "cluster-system-pool",
        ],
        tests: [],
      },
    ],
  },
  {
    id: "E-2",
    kind: "Elevation of privilege",
    title: "Somebody may do more than he needs.",
    how: "Contributor because it is quicker; a role on the subscription; access policies on a whole vault.",
    mitigations: [
      {
        what: "Rights are roles for one thing on one resource.",
        controls: [
          "identity-no-owner",
          "identity-no-key-readers",
          "identity-narrow-scope",
          "identity-no-single-people",
          "identity-custom-roles-narrow",
          "identity-cosmos-roles-narrow",
          "cluster-entra-id",
          "cluster-own-identities",
        ],
        tests: [
          test("tests/components/identity.test.ts", "are never assigned a role over more than one thing"),
          test("tests/lib/ops/deployerRoles.test.ts", "hand out every role that the program assigns"),
        ],
      },
      {
        what: "Vaults and namespaces know no rights of their own.",
        controls: ["data-vault-roles", "data-vault-not-for-deployments", "data-no-access-rules"],
        tests: [test("tests/charts/secretIsolation.test.ts", "reads what it mounts, and nothing else")],
      },
    ],
  },
  {
    id: "E-3",
    kind: "Elevation of privilege",
    title: "From one part somebody gets to the next.",
    how: "From a pod to the database of another, from a subnet to all others, from one stamp to its neighbour.",
    mitigations: [
      {
        what: "Subnets are closed to each other but for the flows that are written down.",
        controls: [
          "network-subnet-security-group",
          "network-security-group-closed",
          "network-no-open-inbound",
          "network-no-broad-rule",
          "network-firewall-rules-narrow",
          "cluster-nodes-in-subnet",
        ],
        tests: [statements],
      },
      {
        what: "Pods are closed to each other, and stamps have no way to one another.",
        controls: ["cluster-network-policies", "network-no-peering"],
        tests: [test("tests/graph/statements.test.ts", "have a mistake each that breaks it")],
      },
      {
        what: "Rights end at one resource.",
        controls: ["identity-narrow-scope", "identity-cosmos-roles-narrow"],
        tests: [test("tests/components/identity.test.ts", "writes to one database and not to the account")],
      },
    ],
  },
];
