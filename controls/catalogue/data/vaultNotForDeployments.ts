import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

const switches = [
  "enabledForDeployment",
  "enabledForDiskEncryption",
  "enabledForTemplateDeployment",
] as const;

/** Who deploys does not thereby read secrets. */
export const vaultNotForDeployments = resourceControl({
  id: "data-vault-not-for-deployments",
  title: "Virtual machines, disks and template deployments cannot fetch a vault's secrets.",
  why: "With these switches whoever may deploy reads secrets through a deployment, without any right on the vault.",
  remedy: "Set the three switches to false.",
  severity: "medium",
  references: { mcsb: ["DP-8", "PA-7"], threats: ["E-2"] },
  types: ["keyvault:Vault"],
  check: ({ props }, refuse) => {
    const on = switches.filter((name) => at(props, "properties", name) === true);
    if (on.length > 0)
      refuse(`${on.join(" and ")} must not be true: deployments would read secrets. Set false.`);
  },
  accepts: [
    [{ type: "keyvault:Vault", props: { properties: {} } }],
    [{ type: "keyvault:Vault", props: { properties: { enabledForDeployment: false } } }],
  ],
  refuses: [[{ type: "keyvault:Vault", props: { properties: { enabledForTemplateDeployment: true } } }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      Object.assign(whole.first("keyvault:Vault").props["properties"] as object, {
        enabledForTemplateDeployment: true,
      });
    },
  },
});
