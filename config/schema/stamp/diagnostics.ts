import { z } from "zod";
import { clusterLogCategories } from "../../../lib/diagnostics/catalogue.ts";
import { usualLogs } from "../../../lib/diagnostics/selection.ts";

/** What the stamp's resources report to the regional workspace. */
export const diagnostics = z.strictObject({
  clusterLogs: z
    .array(z.enum(clusterLogCategories as [string, ...string[]]))
    .min(1, "The cluster would report nothing, not even who changed it.")
    .superRefine((categories, context) => {
      const twice = categories.find((category, index) => categories.indexOf(category) !== index);
      if (twice !== undefined) {
        const params = { remedy: "Take it out once." };
        context.addIssue({ code: "custom", message: `${twice} is listed twice.`, params });
      }
      if (categories.includes("kube-audit") && categories.includes("kube-audit-admin")) {
        const params = { remedy: "Take one of them." };
        const message = "kube-audit contains kube-audit-admin, and every change would be paid for twice.";
        context.addIssue({ code: "custom", message, params });
      }
    })
    .default([...(usualLogs("Microsoft.ContainerService/managedClusters") ?? [])])
    .meta({
      description:
        "Logs of the Kubernetes control plane. kube-audit has reads too and costs many times what kube-audit-admin does.",
    }),
  metrics: z.boolean().default(true).meta({
    description:
      "Send platform metrics to the workspace as well, for queries over both. Azure Monitor has them in any case.",
  }),
});
