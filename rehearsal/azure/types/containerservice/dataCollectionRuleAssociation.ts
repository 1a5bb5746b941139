import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/** azure-monitor-docs, private link for clusters: the name that an association with an endpoint must have. */
const endpointAssociation = "configurationAccessEndpoint";

function refuse(message: string): never {
  throw new ArmError("InvalidPayload", 400, message);
}

const namesOneTarget: Rule = ({ inputs, name }) => {
  const targets = ["dataCollectionRuleId", "dataCollectionEndpointId"].filter(
    (key) => textAt(inputs, key) !== undefined,
  );
  if (targets.length !== 1)
    refuse(
      `Association '${name}' names ${targets.length} of a data collection rule and an endpoint; it takes exactly one.`,
    );
  const toEndpoint = targets[0] === "dataCollectionEndpointId";
  if (toEndpoint && name !== endpointAssociation)
    refuse(
      `An association with a data collection endpoint must be called '${endpointAssociation}', not '${name}'.`,
    );
  if (!toEndpoint && name === endpointAssociation)
    refuse(`The association '${endpointAssociation}' is for a data collection endpoint, not for a rule.`);
};

const endpointIsInTheRegion: Rule = ({ azure, inputs, name }) => {
  const endpoint = azure.find(textAt(inputs, "dataCollectionEndpointId") ?? "");
  const machine = azure.find(textAt(inputs, "resourceUri") ?? "");
  if (!endpoint || !machine || endpoint.location === machine.location) return;
  refuse(
    `Association '${name}': the data collection endpoint (${endpoint.location}) must be in the region of what uses it (${machine.location}).`,
  );
};

/** What joins a cluster's agents with a data collection rule. */
export const dataCollectionRuleAssociation = define("azure-native:monitor:DataCollectionRuleAssociation", {
  location: "none",
  rules: [namesOneTarget, endpointIsInTheRegion],
  outputs: ({ id, name }) => ({ id, name }),
});
