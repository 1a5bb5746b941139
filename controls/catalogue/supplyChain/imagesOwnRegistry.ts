import { resourceControl } from "../../define.ts";
import { at, fitsAny } from "../../read.ts";
import { imageName, imagesOf, imageTypes } from "./images.ts";

/** Nothing runs that did not pass our registry. */
export const imagesOwnRegistry = resourceControl({
  id: "supply-chain-images-own-registry",
  title: "Images and charts come from the platform's own registry.",
  why: "Somebody else's registry decides what runs here, and its outage is ours.",
  remedy: "Import the image with `npx bulkhead images` and name our registry.",
  severity: "high",
  references: { mcsb: ["DS-2", "DS-6"], threats: ["T-2"] },
  types: imageTypes,
  azurePolicy: [
    {
      definition: "febd0533-8e55-448f-b837-bd0e06f16469",
      name: "Kubernetes cluster containers should only use allowed images",
      effect: "Deny",
      parameters: { allowedContainerImagesRegex: "^[a-z0-9]+\\.azurecr\\.io/.+$" },
    },
  ],
  parameters: {
    registries: {
      type: "list",
      description: "Hosts of registries; * stands for any characters. Narrow it to the name of your own.",
      default: ["*.azurecr.io"],
    },
  },
  check: (resource, refuse, { registries }) => {
    for (const image of imagesOf(resource)) {
      if (image.registry === undefined || !fitsAny(image.registry, registries))
        refuse(`The image ${imageName(image)} comes from elsewhere. Import it into our registry.`);
    }
    if (resource.type !== "kubernetes:helm.sh/v3:Release") return;
    const chart = String(at(resource.props, "chart"));
    const host = /^[a-z]+:\/\/([^/]+)/.exec(chart)?.[1];
    const repository = at(resource.props, "repositoryOpts", "repo");
    if (typeof repository === "string" || (host !== undefined && !fitsAny(host, registries)))
      refuse(
        `The chart ${chart} comes from elsewhere. Import it into our registry, or keep it beside the program.`,
      );
  },
  accepts: [
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: {
          chart: "./charts/app",
          values: { registry: "shop.azurecr.io", image: { repository: "app", tag: "1.0.0" } },
        },
      },
    ],
    [
      {
        type: "kubernetes:apps/v1:Deployment",
        props: { spec: { template: { spec: { containers: [{ image: "shop.azurecr.io/app:1.0.0" }] } } } },
      },
    ],
  ],
  refuses: [
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: {
          chart: "./charts/app",
          values: { image: { repository: "library/traefik", tag: "v3.7.13" } },
        },
      },
    ],
    [{ type: "kubernetes:helm.sh/v3:Release", props: { chart: "oci://registry.example/app" } }],
    [
      {
        type: "kubernetes:helm.sh/v3:Release",
        props: { chart: "app", repositoryOpts: { repo: "https://charts.example" } },
      },
    ],
    [{ type: "kubernetes:core/v1:Pod", props: { spec: { containers: [{ image: "nginx" }] } } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const release = whole.first("kubernetes:helm.sh/v3:Release", ({ name }) => name === "workload-release");
      Object.assign(release.props["values"] as object, { registry: "docker.io" });
    },
  },
});
