import { platformControl } from "../../define.ts";
import { at, textsWithin } from "../../read.ts";

/** Somebody hears of it when a guardrail goes. */
export const guardrailAlert = platformControl({
  id: "operations-guardrail-alert",
  title: "An alert tells when a policy, a lock or a diagnostic setting is removed.",
  why: "Who wants to hide what comes next removes these first.",
  remedy: "Add an ActivityLogAlert on these operations.",
  severity: "high",
  references: { mcsb: ["LT-1", "LT-3"], threats: ["T-4", "R-2"] },
  types: ["monitor:ActivityLogAlert", "monitor:ActionGroup"],
  azurePolicy: [
    {
      definition: "c5447c04-a4d7-4ba8-a263-c9ee321a6858",
      name: "An activity log alert should exist for specific Policy operations",
      effect: "AuditIfNotExists",
      parameters: { operationName: "Microsoft.Authorization/policyAssignments/delete" },
    },
  ],
  parameters: {
    operations: {
      type: "list",
      description: "Operations of Resource Manager that an alert has to tell of.",
      default: [
        "Microsoft.Authorization/policyAssignments/delete",
        "Microsoft.Authorization/locks/delete",
        "Microsoft.Insights/diagnosticSettings/delete",
      ],
    },
  },
  check: (whole, refuse, { operations }) => {
    // A stamp alone has alerts of its own; these belong to the stack that has whom to tell.
    if (whole.ofType("monitor:ActionGroup").length === 0) return;
    const told = whole
      .ofType("monitor:ActivityLogAlert")
      .flatMap(({ props }) => textsWithin(at(props, "condition")))
      .map((text) => text.toLowerCase());
    const missing = operations.filter((operation) => !told.includes(operation.toLowerCase()));
    if (missing.length > 0) refuse(undefined, `No alert tells of ${missing.join(", ")}. Add one.`);
  },
  accepts: [
    [{ type: "monitor:ActivityLogAlert", stack: "stamp-eastus", props: { condition: {} } }],
    [
      { type: "monitor:ActionGroup", props: {} },
      {
        type: "monitor:ActivityLogAlert",
        props: {
          condition: {
            anyOf: [
              { equals: "Microsoft.Authorization/policyAssignments/delete" },
              { equals: "Microsoft.Authorization/locks/delete" },
              { equals: "Microsoft.Insights/diagnosticSettings/delete" },
            ],
          },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "monitor:ActionGroup", props: {} }],
    [
      { type: "monitor:ActionGroup", props: {} },
      {
        type: "monitor:ActivityLogAlert",
        props: { condition: { allOf: [{ equals: "Microsoft.Authorization/locks/delete" }] } },
      },
    ],
  ],
  breaks: {
    stack: "global",
    change: (whole) =>
      whole.remove(whole.first("monitor:ActivityLogAlert", ({ name }) => name.endsWith("guardrail-removed"))),
  },
});
