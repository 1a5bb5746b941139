import { test, type Threat } from "./model.ts";

/** Something was done and nobody can show by whom. */
export const repudiation: readonly Threat[] = [
  {
    id: "R-1",
    kind: "Repudiation",
    title: "Somebody does something and no record says who.",
    how: "A shared key, a service that logs nothing, a log that nobody exports.",
    mitigations: [
      {
        what: "Everything that has logs sends them to a workspace; the activity log too.",
        controls: ["operations-diagnostics", "operations-diagnostics-destination", "operations-activity-log"],
        tests: [
          test("tests/stacks/diagnostics.test.ts", "stand for every resource that has something to report"),
          test(
            "tests/components/governance/subscription.test.ts",
            "keeps the activity log in the global workspace",
          ),
        ],
      },
      {
        what: "Flows in the network are recorded.",
        controls: ["network-flow-logs"],
        tests: [],
      },
      {
        what: "Acts have a name: no shared keys, no commands through Azure, tags that say whose a resource is.",
        controls: [
          "data-no-keys",
          "data-cosmos-metadata-writes",
          "cluster-no-local-accounts",
          "cluster-no-run-command",
          "operations-tags",
        ],
        tests: [test("tests/stacks/tags.test.ts", "are on everything of a stamp that takes tags")],
      },
      {
        what: "What is seen reaches somebody.",
        controls: [
          "operations-alerts-reach",
          "operations-alert-receivers",
          "operations-security-contact",
          "operations-defender-plans",
        ],
        tests: [test("tests/components/observability.test.ts", "each tell the one action group")],
      },
    ],
  },
  {
    id: "R-2",
    kind: "Repudiation",
    title: "Records are deleted, or gone when they are needed.",
    how: "Retention that is shorter than the time until a break-in is found; an intruder who removes settings first.",
    mitigations: [
      {
        what: "Logs are kept for a quarter of a year and more, in places that programs refuse to delete.",
        controls: ["operations-log-retention", "network-flow-logs-kept", "operations-insights-workspace"],
        tests: [
          test("tests/components/data/globalData.test.ts", "makes the archive immutable on demand"),
          test("tests/cli/dataGuard.test.ts", "keeps records and the groups they are in"),
        ],
      },
      {
        what: "An alert tells when somebody removes a policy, a lock or a diagnostic setting.",
        controls: ["operations-guardrail-alert"],
        tests: [
          test(
            "tests/lib/alerts/catalogue.test.ts",
            "watches everything that the platform cannot do without",
          ),
        ],
      },
    ],
  },
];
