import { resourceControl } from "../../define.ts";

/** Nothing makes passwords for repositories. */
export const registryNoTokens = resourceControl({
  id: "supply-chain-registry-no-tokens",
  title: "A registry has no repository tokens.",
  why: "A token is a password that Entra ID does not know and that no sign-in log shows.",
  remedy:
    "Remove the token and assign AcrPull or AcrPush, with a condition on the repository where it matters.",
  severity: "medium",
  references: { mcsb: ["IM-1", "IM-8"], threats: ["S-1", "T-2"] },
  types: ["containerregistry:Token", "containerregistry:ScopeMap"],
  azurePolicy: [
    {
      definition: "ff05e24e-195c-447e-b322-5e90c9f9f366",
      name: "Container registries should have repository scoped access token disabled.",
      effect: "Deny",
    },
  ],
  check: ({ name }, refuse) => refuse(`${name} makes passwords for repositories. Assign a role instead.`),
  accepts: [[{ type: "containerregistry:Registry", props: {} }]],
  refuses: [[{ type: "containerregistry:Token", props: { tokenName: "ci" } }]],
  breaks: {
    stack: "global",
    change: (whole) => whole.add({ type: "containerregistry:Token", props: { tokenName: "ci" } }),
  },
});
