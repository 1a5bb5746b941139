import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** What is deleted from a vault can be had back. */
export const vaultPurgeProtection = resourceControl({
  id: "data-vault-purge-protection",
  title: "Deleted vaults and secrets are kept for some time, and nobody can shorten it.",
  why: "A key that is deleted for good takes everything that it encrypts with it.",
  remedy: "Set enablePurgeProtection and enableSoftDelete to true, and softDeleteRetentionInDays.",
  severity: "critical",
  references: { mcsb: ["DP-8"], threats: ["T-3", "D-3"] },
  types: ["keyvault:Vault"],
  azurePolicy: [
    {
      definition: "0b60c0b2-2dc2-4e1c-b5c9-abbed971de53",
      name: "Key vaults should have deletion protection enabled",
      effect: "Deny",
    },
  ],
  parameters: {
    days: {
      type: "number",
      description:
        "Days that deleted things have to be kept at least; Azure takes 7 to 90, and 90 is its default.",
      default: 90,
    },
  },
  check: ({ props }, refuse, { days }) => {
    if (at(props, "properties", "enablePurgeProtection") !== true)
      refuse("properties.enablePurgeProtection is not true: what is deleted can be purged at once. Set it.");
    if (at(props, "properties", "enableSoftDelete") === false)
      refuse("properties.enableSoftDelete is false: what is deleted is gone. Remove it.");
    const kept = at(props, "properties", "softDeleteRetentionInDays") ?? 90;
    if (Number(kept) < days)
      refuse(`Deleted secrets are kept for ${Number(kept)} days. Keep them for ${days} at least.`);
  },
  accepts: [
    [{ type: "keyvault:Vault", props: { properties: { enablePurgeProtection: true } } }],
    [
      {
        type: "keyvault:Vault",
        props: {
          properties: { enablePurgeProtection: true, enableSoftDelete: true, softDeleteRetentionInDays: 90 },
        },
      },
    ],
  ],
  refuses: [
    [{ type: "keyvault:Vault", props: { properties: {} } }],
    [
      {
        type: "keyvault:Vault",
        props: { properties: { enablePurgeProtection: true, softDeleteRetentionInDays: 7 } },
      },
    ],
    [
      {
        type: "keyvault:Vault",
        props: { properties: { enablePurgeProtection: true, enableSoftDelete: false } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      Object.assign(whole.first("keyvault:Vault").props["properties"] as object, {
        enablePurgeProtection: false,
      });
    },
  },
});
