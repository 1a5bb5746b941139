import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** How pods get the secrets of the vault. */
export const secretsStore = z.strictObject({
  rotationPollMinutes: wholeNumber(1, 60).default(2).meta({
    description:
      "Minutes between two looks at the vault for changed secrets. Of the Helm release; the add-on of AKS has its own setting.",
  }),
  identity: z.enum(["workload", "kubelet"]).default("workload").meta({
    description:
      "Who reads the vault. workload: each component as itself, its own keys only. kubelet: the nodes, for all of them (useVMManagedIdentity), so that every pod of the cluster could read every key.",
  }),
});
