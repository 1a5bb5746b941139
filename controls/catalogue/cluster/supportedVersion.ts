import { resourceControl } from "../../define.ts";
import { at } from "../../read.ts";

/** The cluster's Kubernetes is one that AKS supports. */
export const supportedVersion = resourceControl({
  id: "cluster-supported-version",
  title: "A cluster and its pools run a Kubernetes version that AKS supports.",
  why: "A version without support gets no fixes, and AKS may upgrade it when it suits Azure.",
  remedy: "Set kubernetesVersion and orchestratorVersion to a supported minor version.",
  severity: "high",
  references: { mcsb: ["PV-6"], threats: ["T-2", "E-1"] },
  types: ["containerservice:ManagedCluster", "containerservice:AgentPool"],
  azurePolicy: [
    {
      definition: "fb893a29-21bb-418c-a157-e99480ec364c",
      name: "Kubernetes Services should be upgraded to a non-vulnerable Kubernetes version",
      effect: "Audit",
    },
  ],
  parameters: {
    minors: {
      type: "list",
      description:
        "Minor versions that AKS supports (learn.microsoft.com/azure/aks/supported-kubernetes-versions, as of 2026-11-21).",
      default: ["1.35", "1.36", "1.37"],
    },
  },
  check: ({ type, props }, refuse, { minors }) => {
    const key = type === "containerservice:AgentPool" ? "orchestratorVersion" : "kubernetesVersion";
    const version = at(props, key);
    // A pool without a version takes the cluster's.
    if (version === undefined && key === "orchestratorVersion") return;
    const minor = typeof version === "string" ? version.split(".").slice(0, 2).join(".") : undefined;
    if (minor === undefined || !minors.includes(minor))
      refuse(`${key} is ${minor ?? "not set"}: choose ${minors.join(" or ")}.`);
  },
  accepts: [
    [{ type: "containerservice:ManagedCluster", props: { kubernetesVersion: "1.36.2" } }],
    [{ type: "containerservice:AgentPool", props: {} }],
  ],
  refuses: [
    [{ type: "containerservice:ManagedCluster", props: { kubernetesVersion: "1.29" } }],
    [{ type: "containerservice:ManagedCluster", props: {} }],
    [{ type: "containerservice:AgentPool", props: { orchestratorVersion: "1.29" } }],
  ],
  breaks: {
    stack: "stamp",
    change: (whole) => {
      whole.first("containerservice:ManagedCluster").props["kubernetesVersion"] = "1.29";
    },
  },
});
