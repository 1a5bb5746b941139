import { subscriptionId } from "../azure.ts";
import type { Flip } from "../flips.ts";

const exempt = {
  control: "operations-diagnostics",
  scope: `/subscriptions/${subscriptionId}/resourceGroups/rg-legacy`,
  reason: "It goes with the old platform.",
  expiresOn: "2099-12-31",
};
const exempted = { "policy.exemptions": [exempt] };
const acting = { "policy.remediation.enabled": true };

/** Other values for what Azure Policy looks after. */
export const policyFlips: Readonly<Record<string, Flip>> = {
  "policy.managementGroup": { to: "platform" },
  "policy.controls": { to: { "network-flow-logs": "Off" } },
  "policy.allowedLocations": { to: ["northeurope"] },
  "policy.exemptions[].control": { to: "network-flow-logs", given: exempted },
  "policy.exemptions[].scope": { to: `/subscriptions/${subscriptionId}`, given: exempted },
  "policy.exemptions[].reason": { to: "Another reason.", given: exempted },
  "policy.exemptions[].expiresOn": { to: "2099-01-31", given: exempted },
  "policy.exemptions[].category": { to: "Mitigated", given: exempted },
  "policy.remediation.tasks": { to: true, given: acting },
  "policy.remediation.run": { to: 2, given: { ...acting, "policy.remediation.tasks": true } },
};
