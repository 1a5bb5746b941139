import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Nobody pulls without a name. */
export const registryNoAnonymous = resourceControl({
  id: "supply-chain-registry-no-anonymous",
  title: "Nobody pulls from a registry without signing in.",
  why: "Images hold code, and often more than their authors think.",
  remedy: "Leave anonymousPullEnabled out.",
  severity: "high",
  references: { mcsb: ["IM-1"], threats: ["I-3"] },
  types: ["containerregistry:Registry"],
  azurePolicy: [
    {
      definition: "9f2dea28-e834-476c-99c5-3507b4728395",
      name: "Container registries should have anonymous authentication disabled.",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    if (at(props, "anonymousPullEnabled") === true)
      refuse("anonymousPullEnabled is true: images are open to everybody. Remove it.");
  },
  accepts: [
    [{ type: "containerregistry:Registry", props: {} }],
    [{ type: "containerregistry:Registry", props: { anonymousPullEnabled: false } }],
  ],
  refuses: [[{ type: "containerregistry:Registry", props: { anonymousPullEnabled: true } }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("containerregistry:Registry").props["anonymousPullEnabled"] = true;
    },
  },
});
