import { test, type Threat } from "./model.ts";

/** Something is changed that should not be. */
export const tampering: readonly Threat[] = [
  {
    id: "T-1",
    kind: "Tampering",
    title: "Hostile input changes or reads what it should not.",
    how: "Injection in a query or body, a script in a comment, a page in a frame.",
    mitigations: [
      {
        what: "A web application firewall with maintained rules stands before every entrance, reads bodies and blocks.",
        controls: [
          "edge-premium",
          "edge-waf-everywhere",
          "edge-waf-prevention",
          "edge-waf-managed-rules",
          "edge-waf-body",
          "edge-waf-no-bypass",
          "edge-gateway-firewall",
        ],
        tests: [
          test("tests/components/edge.test.ts", "guards every path of the endpoint and of every domain"),
        ],
      },
      {
        what: "Browsers are told to run nothing but our own scripts.",
        controls: ["edge-security-headers"],
        tests: [test("tests/components/edge.test.ts", "sets security headers on every answer")],
      },
      {
        what: "What gets through all the same is seen by intrusion detection on its way out.",
        controls: ["network-firewall-intrusion-detection", "network-firewall-threat-intelligence"],
        tests: [test("tests/components/firewall.test.ts", "denies by threat intelligence and IDPS")],
      },
    ],
  },
  {
    id: "T-2",
    kind: "Tampering",
    title: "Foreign code runs in a stamp.",
    how: "An image that was replaced under its tag, a registry that was taken over, a node that starts something else.",
    mitigations: [
      {
        what: "Images and charts come from our registry, under versions that stay.",
        controls: [
          "supply-chain-images-own-registry",
          "supply-chain-images-pinned",
          "supply-chain-images-scanned",
          "cluster-policy-add-on",
          "cluster-image-cleaner",
        ],
        tests: [
          test("tests/charts/workload.test.ts", "runs images of the platform's registry only"),
          test("tests/lib/images/mirror.test.ts", "fetches what is recorded by its digest"),
        ],
      },
      {
        what: "Only identities with a role push to the registry, through its private endpoint.",
        controls: [
          "supply-chain-registry-no-admin",
          "supply-chain-registry-no-tokens",
          "supply-chain-registry-no-bypass",
        ],
        tests: [],
      },
      {
        what: "Nodes start what is signed, and take patches by themselves.",
        controls: [
          "cluster-nodes-trusted-launch",
          "cluster-upgrade-channel",
          "cluster-node-image-channel",
          "cluster-supported-version",
        ],
        tests: [],
      },
    ],
  },
  {
    id: "T-3",
    kind: "Tampering",
    title: "Data is changed or destroyed.",
    how: "A wrong or malicious deletion, a program with the wrong stack name, a script with the wrong prefix.",
    mitigations: [
      {
        what: "What is deleted or overwritten can be had back for some weeks.",
        controls: ["data-cosmos-backup", "data-blob-soft-delete", "data-vault-purge-protection"],
        tests: [
          test(
            "tests/components/data/globalData.test.ts",
            "is closed, keeps what was deleted, and is protected",
          ),
        ],
      },
      {
        what: "Programs refuse to delete what cannot be made again.",
        controls: ["data-protected"],
        tests: [
          test("tests/cli/dataGuard.test.ts", "refuses to destroy what holds data, and names it by stack"),
          test("tests/stacks/global.test.ts", "protects what cannot be made again, and nothing else"),
        ],
      },
    ],
  },
  {
    id: "T-4",
    kind: "Tampering",
    title: "Settings are changed past the program.",
    how: "A change in the portal by somebody with rights, in a hurry or with intent.",
    mitigations: [
      {
        what: "Every next update sees the difference, because nothing that matters is ignored.",
        controls: ["operations-drift-seen", "cluster-autoscaler-owns-count"],
        tests: [],
      },
      {
        what: "The change is in the activity log, people hear when a guardrail goes, and policies that the organisation assigns reach into the cluster.",
        controls: ["cluster-policy-add-on", "operations-activity-log", "operations-guardrail-alert"],
        tests: [
          test(
            "tests/lib/alerts/catalogue.test.ts",
            "watches everything that the platform cannot do without",
          ),
        ],
      },
      {
        what: "Databases change through Resource Manager only, nodes through the cluster only, the firewall through policies.",
        controls: ["data-cosmos-metadata-writes", "cluster-node-group-locked", "network-firewall-policy"],
        tests: [],
      },
    ],
  },
];
