import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** Images stay in the registry. */
export const registryNoExport = resourceControl({
  id: "supply-chain-registry-no-export",
  title: "A registry's images cannot be exported into another registry.",
  why: "Import from another registry runs on Azure's own network, past firewall and private endpoints.",
  remedy: "Set policies.exportPolicy.status to 'disabled'.",
  severity: "medium",
  references: { mcsb: ["DP-2", "NS-2"], threats: ["I-2"] },
  types: ["containerregistry:Registry"],
  azurePolicy: [
    {
      definition: "524b0254-c285-4903-bee6-bb8126cde579",
      name: "Container registries should have exports disabled",
      effect: "Deny",
    },
  ],
  check: ({ props }, refuse) => {
    if (!isText(at(props, "policies", "exportPolicy", "status"), "disabled"))
      refuse("policies.exportPolicy.status is not 'disabled': images can be copied out. Set it.");
  },
  accepts: [
    [{ type: "containerregistry:Registry", props: { policies: { exportPolicy: { status: "disabled" } } } }],
  ],
  refuses: [[{ type: "containerregistry:Registry", props: {} }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      const policies = whole.first("containerregistry:Registry").props["policies"] as object;
      Object.assign(policies, { exportPolicy: { status: "enabled" } });
    },
  },
});
