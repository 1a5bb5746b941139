import { uuidV5 } from "../../../lib/uuid.ts";
import type { Flip } from "../flips.ts";

const webhook = {
  name: "chat",
  uri: "https://example.com/hook",
  entra: { objectId: uuidV5("receiver"), identifierUri: "api://receiver" },
};
const hooked = { "alerts.receivers.webhooks": [webhook] };

/** Keys of single alerts have the alert's id in their path, so what shows them is a test of their own. */
const oneAlert: Readonly<Record<string, Flip>> = Object.fromEntries(
  ["enabled", "threshold", "severity"].map((key) => [
    `alerts.changes.<key>.${key}`,
    { to: key === "enabled" ? false : 1, refused: /has no alert '<key>'/ },
  ]),
);

/** Other values for what the global stack records and tells. */
export const observabilityFlips: Readonly<Record<string, Flip>> = {
  "logs.retentionInDays": { to: 120 },
  "logs.dailyQuotaGb": { to: 5 },
  "logs.publicIngestion": { to: false, given: { "webTest.enabled": false } },
  "logs.samplingPercentage": { to: 50 },
  "alerts.receivers.emails": { to: ["oncall@example.com"] },
  "alerts.receivers.roles": { to: ["Monitoring Contributor"] },
  "alerts.receivers.appUsers": { to: ["oncall@example.com"] },
  "alerts.receivers.webhooks[].name": { to: "other", given: hooked },
  "alerts.receivers.webhooks[].uri": { to: "https://example.com/other", given: hooked },
  "alerts.receivers.webhooks[].entra.objectId": { to: uuidV5("other receiver"), given: hooked },
  "alerts.receivers.webhooks[].entra.identifierUri": { to: "api://other", given: hooked },
  "alerts.shortName": { to: "shop" },
  "alerts.deployers": { to: ["deploy@example.com"] },
  ...oneAlert,
  "webTest.locations": {
    to: ["us-va-ash-azr", "us-ca-sjc-azr", "emea-nl-ams-azr", "emea-gb-db3-azr", "emea-au-syd-edge"],
  },
  "webTest.frequencySeconds": { to: 600 },
  "webTest.timeoutSeconds": { to: 60 },
};

/** Other values for the alerts of a stamp. */
export const stampAlertFlips: Readonly<Record<string, Flip>> = oneAlert;
