import type { Control } from "../../types.ts";
import { activityLog } from "./activityLog.ts";
import { alertReceivers } from "./alertReceivers.ts";
import { alertsReach } from "./alertsReach.ts";
import { budget } from "./budget.ts";
import { defenderPlans } from "./defenderPlans.ts";
import { diagnostics } from "./diagnostics.ts";
import { diagnosticsDestination } from "./diagnosticsDestination.ts";
import { driftSeen } from "./driftSeen.ts";
import { guardrailAlert } from "./guardrailAlert.ts";
import { healthAlert } from "./healthAlert.ts";
import { insightsWorkspace } from "./insightsWorkspace.ts";
import { logRetention } from "./logRetention.ts";
import { securityContact } from "./securityContact.ts";
import { tags } from "./tags.ts";

export const operationsControls: readonly Control[] = [
  diagnostics,
  diagnosticsDestination,
  activityLog,
  logRetention,
  insightsWorkspace,
  alertsReach,
  alertReceivers,
  guardrailAlert,
  healthAlert,
  defenderPlans,
  securityContact,
  budget,
  tags,
  driftSeen,
];
