import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** The workload answers our Front Door, not somebody's. */
export const frontDoorHeader = resourceControl({
  id: "edge-front-door-header",
  title: "The workload answers requests that carry the id of our Front Door, and no others.",
  why: "Everybody can have a Front Door of his own and point it at our origin; only the header X-Azure-FDID tells them apart.",
  remedy: "Set gateway.frontDoorId to the profile's id and leave gateway.requireFrontDoor at true.",
  severity: "high",
  references: {
    mcsb: ["NS-2"],
    threats: ["S-3"],
    pages: ["learn.microsoft.com/azure/frontdoor/origin-security"],
  },
  types: ["kubernetes:helm.sh/v3:Release"],
  check: ({ props }, refuse) => {
    const gateway = at(props, "values", "gateway");
    // Only releases that know a Front Door at all have something to check.
    if (typeof gateway !== "object" || gateway === null || !("requireFrontDoor" in gateway)) return;
    if (at(props, "values", "gateway", "requireFrontDoor") !== true)
      refuse("gateway.requireFrontDoor is not true: requests from anywhere are answered. Set it.");
    const id = at(props, "values", "gateway", "frontDoorId");
    if (typeof id !== "string" || id === "")
      refuse("gateway.frontDoorId is empty: no request could be told to come from our Front Door. Set it.");
  },
  accepts: [
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: { values: { gateway: { requireFrontDoor: true, frontDoorId: "0123" } } },
      },
    ],
    [{ type: "kubernetes:helm.sh/v3:Release", props: { values: {} } }],
  ],
  refuses: [
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: { values: { gateway: { requireFrontDoor: false, frontDoorId: "0123" } } },
      },
    ],
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: { values: { gateway: { requireFrontDoor: true, frontDoorId: "" } } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const release = whole.first("kubernetes:helm.sh/v3:Release", ({ name }) => name === "workload-release");
      const { gateway } = release.props["values"] as { gateway: object };
      Object.assign(gateway, { requireFrontDoor: false });
    },
  },
});
