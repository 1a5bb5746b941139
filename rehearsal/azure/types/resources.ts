import { define } from "./define.ts";

export const resourceGroup = define("azure-native:resources:ResourceGroup", {
  location: "regional",
  outputs: ({ id }) => ({ id, properties: { provisioningState: "Succeeded" } }),
});

export const definitions = [resourceGroup];
