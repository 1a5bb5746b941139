import { resourceControl } from "../../define.ts";
import { at, list } from "../../read.ts";

/** Azure decides who reads a vault, not the vault. */
export const vaultRoles = resourceControl({
  id: "data-vault-roles",
  title: "Rights in a vault are roles in Azure, not access policies.",
  why: "An access policy covers all secrets of the vault, and whoever may change the vault can write himself into it.",
  remedy: "Set enableRbacAuthorization to true and remove accessPolicies.",
  severity: "high",
  references: { mcsb: ["DP-8", "PA-7"], threats: ["E-2"] },
  types: ["keyvault:Vault", "keyvault:AccessPolicy"],
  azurePolicy: [
    {
      definition: "12d4fa5e-1f9f-4c21-97a9-b99b3c6611b5",
      name: "Azure Key Vault should use RBAC permission model",
      effect: "Deny",
    },
  ],
  check: ({ type, props }, refuse) => {
    if (type === "keyvault:AccessPolicy") {
      refuse("An access policy covers all secrets of a vault. Assign a role on the secret instead.");
      return;
    }
    if (at(props, "properties", "enableRbacAuthorization") !== true)
      refuse("properties.enableRbacAuthorization is not true: access policies would decide. Set it.");
    if (list(at(props, "properties", "accessPolicies")).length > 0)
      refuse("The vault has access policies. Assign roles instead.");
  },
  accepts: [[{ type: "keyvault:Vault", props: { properties: { enableRbacAuthorization: true } } }]],
  refuses: [
    [{ type: "keyvault:Vault", props: { properties: {} } }],
    [
      {
        type: "keyvault:Vault",
        props: { properties: { enableRbacAuthorization: true, accessPolicies: [{ objectId: "someone" }] } },
      },
    ],
    [{ type: "keyvault:AccessPolicy", props: { vaultName: "kv" } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(whole.first("keyvault:Vault").props["properties"] as object, {
        enableRbacAuthorization: false,
      });
    },
  },
});
