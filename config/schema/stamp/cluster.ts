import { z } from "zod";
import { privateRange } from "../../fields.ts";
import { defaultKubernetesVersion, refuseKubernetesVersion } from "../../kubernetesVersions.ts";
import { systemPool, userPools } from "./pools.ts";

const kubernetesVersion = z
  .string()
  .superRefine((text, context) => {
    const refusal = refuseKubernetesVersion(text);
    if (refusal === undefined) return;
    context.addIssue({ code: "custom", message: refusal.problem, params: { remedy: refusal.remedy } });
  })
  .default(defaultKubernetesVersion)
  .meta({ description: "Minor version of Kubernetes, in quotes.", examples: [defaultKubernetesVersion] });

/** The AKS cluster. */
export const cluster = z.strictObject({
  kubernetesVersion,
  podCidr: privateRange("Overlay addresses of pods; the same in every stamp. Each node takes a /24.").default(
    "192.168.0.0/16",
  ),
  serviceCidr: privateRange("Addresses of Kubernetes services; the same in every stamp.").default(
    "172.16.0.0/16",
  ),
  systemPool: systemPool.prefault({}).meta({ description: "The pool of the cluster's own pods." }),
  userPools: userPools.prefault([{ name: "workload" }]).meta({ description: "The pools of the workload." }),
});
