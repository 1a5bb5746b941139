import { resourceControl } from "../../define.ts";
import { at, isText } from "../../read.ts";

/** The last stretch is encrypted too. */
export const stampHttps = resourceControl({
  id: "edge-stamp-https",
  title: "A stamp's gateway answers over HTTPS.",
  why: "Between Front Door and the stamp a request would otherwise cross Azure's network as it is.",
  remedy: "Leave gateway.protocol at 'https'.",
  severity: "high",
  references: {
    mcsb: ["DP-3"],
    threats: ["I-1"],
  },
  types: ["kubernetes:helm.sh/v3:Release"],
  check: ({ props }, refuse) => {
    // Only the release of a gateway says which protocol its entrance speaks.
    if (at(props, "values", "entrance") === undefined) return;
    if (!isText(at(props, "values", "protocol"), "https"))
      refuse("protocol is not 'https': requests reach the stamp in the clear. Set it.");
  },
  accepts: [
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: { values: { entrance: { port: 443 }, protocol: "https" } },
      },
    ],
    [{ type: "kubernetes:helm.sh/v3:Release", props: { values: {} } }],
  ],
  refuses: [
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: { values: { entrance: { port: 80 }, protocol: "http" } },
      },
    ],
    [{ type: "kubernetes:helm.sh/v3:Release", props: { values: { entrance: { port: 80 } } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const release = whole.first("kubernetes:helm.sh/v3:Release", ({ name }) => name === "gateway-release");
      Object.assign(release.props["values"] as object, { protocol: "http" });
    },
  },
});
