import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Layers come from the registry's own name. */
export const registryDataEndpoint = resourceControl({
  id: "supply-chain-registry-data-endpoint",
  title: "A registry serves layers from data endpoints of its own.",
  why: "Otherwise layers come from storage accounts of Azure's, and the firewall has to allow all storage accounts there are.",
  remedy: "Set dataEndpointEnabled to true.",
  severity: "medium",
  references: { mcsb: ["NS-2"], threats: ["I-2"] },
  types: ["containerregistry:Registry"],
  check: ({ props }, refuse) => {
    if (at(props, "dataEndpointEnabled") !== true)
      refuse(
        "dataEndpointEnabled is not true: the firewall would have to allow any storage account. Set it.",
      );
  },
  accepts: [[{ type: "containerregistry:Registry", props: { dataEndpointEnabled: true } }]],
  refuses: [[{ type: "containerregistry:Registry", props: {} }]],
  breaks: {
    stack: "global",
    change: (whole) => {
      whole.first("containerregistry:Registry").props["dataEndpointEnabled"] = false;
    },
  },
});
