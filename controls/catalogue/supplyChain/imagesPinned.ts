import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";
import { imageName, imagesOf, imageTypes } from "./images.ts";

/** What was tested is what runs. */
export const imagesPinned = resourceControl({
  id: "supply-chain-images-pinned",
  title: "Images and charts are named with a version or digest, never with a tag that moves.",
  why: "With a tag that moves, a restarted pod is another program than the one beside it, and a release cannot be undone.",
  remedy: "Name a digest, or a tag that is written once.",
  severity: "high",
  references: { mcsb: ["DS-2", "DS-6"], threats: ["T-2"] },
  types: imageTypes,
  parameters: {
    moving: {
      type: "list",
      description: "Tags that move.",
      default: ["latest", "stable", "main", "master", "edge", "nightly", "dev"],
    },
    digests: {
      type: "switch",
      description:
        "Whether only digests will do, once `npx bulkhead images` has written them into the stack file.",
      default: false,
    },
  },
  check: (resource, refuse, { moving, digests }) => {
    for (const image of imagesOf(resource)) {
      if (image.digest !== undefined) continue;
      if (digests) refuse(`The image ${imageName(image)} has no digest. Add it.`);
      else if (image.tag === undefined || moving.includes(image.tag.toLowerCase()))
        refuse(`The image ${imageName(image)} moves. Name a digest or a version.`);
    }
    const chart = at(resource.props, "chart");
    if (
      typeof chart === "string" &&
      chart.startsWith("oci://") &&
      at(resource.props, "version") === undefined
    )
      refuse(`The chart ${chart} has no version. Add it.`);
  },
  accepts: [
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: {
          chart: "oci://shop.azurecr.io/app",
          version: "1.0.0",
          values: { image: { repository: "app", tag: "1.0.0", digest: "" } },
        },
      },
    ],
    [
      {
        type: "kubernetes:core/v1:Pod",
        props: { spec: { containers: [{ image: "shop.azurecr.io/app@sha256:0123" }] } },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: { chart: "./app", values: { image: { repository: "app", tag: "latest" } } },
      },
    ],
    [{ type: "kubernetes:core/v1:Pod", props: { spec: { containers: [{ image: "shop.azurecr.io/app" }] } } }],
    [{ type: "kubernetes:helm.sh/v3:Release", props: { chart: "oci://shop.azurecr.io/app" } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const release = whole.first("kubernetes:helm.sh/v3:Release", ({ name }) => name === "gateway-release");
      const { image } = release.props["values"] as { image: object };
      Object.assign(image, { tag: "latest" });
    },
  },
});
