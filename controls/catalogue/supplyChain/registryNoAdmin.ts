import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** The registry has no shared account. */
export const registryNoAdmin = resourceControl({
  id: "supply-chain-registry-no-admin",
  title: "A registry has no administrator account.",
  why: "Its two passwords may push any image, name nobody, and work from wherever the registry is reached.",
  remedy: "Leave adminUserEnabled out, and assign AcrPull or AcrPush.",
  severity: "critical",
  references: { mcsb: ["IM-1", "IM-8"], threats: ["S-1", "T-2"] },
  types: ["containerregistry:Registry"],
  azurePolicy: [
    {
      definition: "dc921057-6b28-4fbe-9b83-f7bec05db6c2",
      name: "Container registries should have local admin account disabled.",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    if (at(props, "adminUserEnabled") === true)
      refuse("adminUserEnabled is true: two passwords may push anything. Remove it.");
  },
  accepts: [
    [{ type: "containerregistry:Registry", props: {} }],
    [{ type: "containerregistry:Registry", props: { adminUserEnabled: false } }],
  ],
  refuses: [[{ type: "containerregistry:Registry", props: { adminUserEnabled: true } }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("containerregistry:Registry").props["adminUserEnabled"] = true;
    },
  },
});
