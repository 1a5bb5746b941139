import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** Front Door knows whom it talks to. */
export const originCertificate = resourceControl({
  id: "edge-origin-certificate",
  title: "Front Door checks that an origin's certificate carries its name.",
  why: "Otherwise anything that answers at the address is taken for the origin.",
  remedy: "Leave enforceCertificateNameCheck at true.",
  severity: "high",
  references: { mcsb: ["IM-4", "DP-3"], threats: ["S-2", "I-1"] },
  types: ["cdn:AFDOrigin"],
  check: ({ props }, refuse) => {
    // Azure's default is true.
    if (at(props, "enforceCertificateNameCheck") === false)
      refuse("enforceCertificateNameCheck is false: anything could pose as the origin. Remove it.");
  },
  accepts: [
    [{ type: "cdn:AFDOrigin", props: {} }],
    [{ type: "cdn:AFDOrigin", props: { enforceCertificateNameCheck: true } }],
  ],
  refuses: [[{ type: "cdn:AFDOrigin", props: { enforceCertificateNameCheck: false } }]],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("cdn:AFDOrigin").props["enforceCertificateNameCheck"] = false;
    },
  },
});
