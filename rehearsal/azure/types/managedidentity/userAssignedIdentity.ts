import { randomUUID } from "node:crypto";
import { textAt } from "../../../../lib/properties.ts";
import { define } from "../define.ts";

/**
 * A new identity is a new principal, also under an old name: role assignments of its predecessor do not follow. The two
 * ids are therefore drawn at creation and not derived from the name.
 */
export const userAssignedIdentity = define("azure-native:managedidentity:UserAssignedIdentity", {
  location: "regional",
  outputs: ({ id, azure, previous }) => ({
    id,
    principalId: textAt(previous?.outputs, "principalId") ?? randomUUID(),
    clientId: textAt(previous?.outputs, "clientId") ?? randomUUID(),
    tenantId: azure.tenantId,
  }),
});
