import { ArmError } from "../../errors.ts";
import { idKey, typeOfId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { textAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/** "System topics in Azure Event Grid": sources that the program may use, and what each is called as a topic. */
const topicTypes: Readonly<Record<string, string>> = {
  "microsoft.keyvault/vaults": "Microsoft.KeyVault.vaults",
  "microsoft.storage/storageaccounts": "Microsoft.Storage.StorageAccounts",
  "microsoft.containerregistry/registries": "Microsoft.ContainerRegistry.Registries",
  "microsoft.containerservice/managedclusters": "Microsoft.ContainerService.ManagedClusters",
  "microsoft.eventhub/namespaces": "Microsoft.Eventhub.Namespaces",
};

function refuse(code: string, message: string): never {
  throw new ArmError(code, 400, message);
}

const topicFitsTheSource: Rule = ({ azure, inputs, location, name }) => {
  const source = textAt(inputs, "source") ?? "";
  const expected = topicTypes[typeOfId(source).toLowerCase()];
  if (expected === undefined)
    refuse("InvalidRequest", `'${source}' raises no events (system topic '${name}').`);
  const asked = textAt(inputs, "topicType") ?? "";
  if (asked.toLowerCase() !== expected.toLowerCase())
    refuse(
      "InvalidRequest",
      `System topic '${name}' is of type '${asked}', and events of '${source}' are of '${expected}'.`,
    );
  const place = azure.find(source)?.location;
  if (place !== undefined && place !== location)
    refuse(
      "InvalidRequest",
      `System topic '${name}' (${location}) must be in the region of its source (${place}).`,
    );
};

/** "You can create only one system topic per source." */
const sourceHasNoOther: Rule = ({ azure, id, arm, inputs }) => {
  const source = idKey(textAt(inputs, "source") ?? "");
  const other = azure
    .ofType(arm)
    .find((topic) => idKey(topic.id) !== idKey(id) && idKey(textAt(topic.inputs, "source") ?? "") === source);
  if (!other) return;
  throw new ArmError(
    "Conflict",
    409,
    `Only one system topic is allowed per source; '${other.name}' is there already.`,
  );
};

export const systemTopic = define("azure-native:eventgrid:SystemTopic", {
  location: "regional",
  required: ["source", "topicType"],
  createOnly: ["source", "topicType"],
  rules: [topicFitsTheSource, sourceHasNoOther],
  outputs: ({ id, azure }) => ({ id, metricResourceId: azure.guid(`${id}/metrics`) }),
});
