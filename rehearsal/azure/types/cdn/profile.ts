import { frontDoorLimits } from "../../../../lib/edge/frontDoorLimits.ts";
import { textAt } from "../../../../lib/properties.ts";
import { oneOf, within } from "../../rules/network.ts";
import { define } from "../define.ts";

/** ARM schema of 2025-12-01; the classic CDN SKUs other than Microsoft's own are retired. */
const skus = ["Standard_AzureFrontDoor", "Premium_AzureFrontDoor", "Standard_Microsoft"];

export const profile = define("azure-native:cdn:Profile", {
  location: "global",
  required: ["sku.name"],
  // The way up to Premium is an operation of its own, not a write.
  createOnly: ["sku.name"],
  rules: [
    oneOf("sku.name", skus, "BadRequest"),
    within("originResponseTimeoutSeconds", frontDoorLimits.originResponseTimeoutSeconds, "BadRequest"),
  ],
  outputs: ({ id, azure, inputs }) => ({
    id,
    kind: "frontdoor",
    resourceState: "Active",
    ...(textAt(inputs, "sku.name")?.endsWith("_AzureFrontDoor") === true
      ? { frontDoorId: azure.guid(`${id}/frontDoorId`) }
      : {}),
  }),
});
