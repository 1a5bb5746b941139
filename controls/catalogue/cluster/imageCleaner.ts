import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** A cluster removes images that nothing uses. */
export const imageCleaner = resourceControl({
  id: "cluster-image-cleaner",
  title: "A cluster removes images that nothing uses.",
  why: "Images with known holes stay on the nodes, from where a pod can start without asking the registry.",
  remedy: "Set securityProfile.imageCleaner.enabled to true.",
  severity: "low",
  references: { mcsb: ["PV-6"], threats: ["T-2", "E-1"] },
  types: ["containerservice:ManagedCluster"],
  azurePolicy: [
    {
      definition: "af3c26b2-6fad-493e-9236-9c68928516ab",
      name: "Azure Kubernetes Service Clusters should enable Image Cleaner",
      effect: "Audit",
    },
  ],
  check: ({ props }, refuse) => {
    const value = at(props, "securityProfile", "imageCleaner", "enabled");
    if (value !== true)
      refuse("securityProfile.imageCleaner.enabled is not true: images with known holes stay on the nodes.");
  },
  accepts: [
    [
      {
        type: "containerservice:ManagedCluster",
        props: { securityProfile: { imageCleaner: { enabled: true } } },
      },
    ],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [
      {
        type: "containerservice:ManagedCluster",
        props: { securityProfile: { imageCleaner: { enabled: false } } },
      },
    ],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      const cluster = whole.first("containerservice:ManagedCluster");
      Object.assign(cluster.props["securityProfile"] as object, { imageCleaner: { enabled: false } });
    },
  },
});
