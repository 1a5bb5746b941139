import { ArmError } from "../../errors.ts";
import { parentId, typeOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { numberAt, textAt, textsAt, valueAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";

/** "Azure Key Vault as Event Grid source". */
const vaultEvents = [
  ...["Secret", "Key", "Certificate"].flatMap((kind) => [
    `Microsoft.KeyVault.${kind}NewVersionCreated`,
    `Microsoft.KeyVault.${kind}NearExpiry`,
    `Microsoft.KeyVault.${kind}Expired`,
  ]),
  "Microsoft.KeyVault.VaultAccessPolicyChanged",
];

/** "Event Grid message delivery and retry". */
const retries = { min: 1, max: 30 } as const;
const minutesToLive = { min: 1, max: 1440 } as const;

function refuse(message: string): never {
  throw new ArmError("InvalidRequest", 400, message);
}

const eventsExist: Rule = ({ azure, id, inputs, name }) => {
  const topic = azure.find(parentId(id));
  if (textAt(topic?.inputs, "topicType") !== "Microsoft.KeyVault.vaults") return;
  const wrong = textsAt(inputs, "filter.includedEventTypes[]").find((type) => !vaultEvents.includes(type));
  if (wrong !== undefined) refuse(`'${wrong}' of event subscription '${name}' is no event of a key vault.`);
};

/** "Event handlers": alerts come from key vaults only, and in the CloudEvents schema ("Send events to Azure Monitor alerts"). */
const alertIsPossible: Rule = ({ azure, id, inputs, name }) => {
  if (textAt(inputs, "destination.endpointType") !== "MonitorAlert") return;
  const type = textAt(azure.find(parentId(id))?.inputs, "topicType");
  if (type !== "Microsoft.KeyVault.vaults")
    refuse(`Event subscription '${name}': events of '${type}' cannot become Azure Monitor alerts.`);
  if (textAt(inputs, "eventDeliverySchema") !== "CloudEventSchemaV1_0")
    refuse(`Event subscription '${name}': alerts take events in the schema CloudEventSchemaV1_0 only.`);
  if (textAt(inputs, "destination.severity") === undefined)
    refuse(`Event subscription '${name}': an alert needs a severity.`);
  const wrong = textsAt(inputs, "destination.actionGroups[]").find(
    (group) => typeOfId(group).toLowerCase() !== "microsoft.insights/actiongroups",
  );
  if (wrong !== undefined) refuse(`'${wrong}' of event subscription '${name}' is no action group.`);
};

const webhookIsPossible: Rule = ({ inputs, name }) => {
  if (textAt(inputs, "destination.endpointType") !== "WebHook") return;
  const url = textAt(inputs, "destination.endpointUrl") ?? "";
  if (!url.startsWith("https://"))
    refuse(`Event subscription '${name}': Event Grid calls HTTPS addresses only, not '${url}'.`);
};

const batchesAreWhole: Rule = ({ inputs, name }) => {
  const events = numberAt(inputs, "destination.maxEventsPerBatch") ?? 1;
  if (valueAt(inputs, "destination.maxEventsPerBatch") !== undefined && (events < 1 || events > 5000))
    refuse(`Event subscription '${name}': a batch has 1 to 5000 events.`);
};

export const systemTopicEventSubscription = define("azure-native:eventgrid:SystemTopicEventSubscription", {
  location: "none",
  required: ["destination.endpointType"],
  createOnly: ["eventDeliverySchema"],
  rules: [
    oneOf(
      "destination.endpointType",
      [
        "WebHook",
        "EventHub",
        "StorageQueue",
        "HybridConnection",
        "ServiceBusQueue",
        "ServiceBusTopic",
        "AzureFunction",
        "MonitorAlert",
        "NamespaceTopic",
      ],
      "InvalidRequest",
    ),
    oneOf("destination.severity", ["Sev0", "Sev1", "Sev2", "Sev3", "Sev4"], "InvalidRequest"),
    oneOf(
      "eventDeliverySchema",
      ["EventGridSchema", "CustomInputSchema", "CloudEventSchemaV1_0"],
      "InvalidRequest",
    ),
    within("retryPolicy.maxDeliveryAttempts", retries, "InvalidRequest"),
    within("retryPolicy.eventTimeToLiveInMinutes", minutesToLive, "InvalidRequest"),
    eventsExist,
    alertIsPossible,
    webhookIsPossible,
    batchesAreWhole,
  ],
  outputs: ({ id }) => ({ id }),
});
