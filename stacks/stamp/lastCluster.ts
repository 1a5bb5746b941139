import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { refuseVersionStep } from "../../config/kubernetesVersions.ts";
import { stackFileName, type StackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { clusterContractSchema } from "../../contracts/stamp.ts";

/** The part of the stamp's own last contract that is asked for; everything else may have changed since. */
const deployedSchema = z.object({
  cluster: clusterContractSchema.pick({ kubernetesVersion: true, systemPools: true }),
});

/** What the last deployment left of the cluster. */
export type LastCluster = z.output<typeof deployedSchema>["cluster"];

/**
 * The cluster as the stamp's last completed deployment left it; undefined before the first.
 *
 * A stack may refer to itself: the engine then reads the outputs of its last update.
 */
export async function lastCluster(stack: StackName): Promise<LastCluster | undefined> {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${stack.text}`;
  const last = await new pulumi.StackReference("last-deployment", { name }).getOutputDetails("contract");
  const deployed = deployedSchema.safeParse(last.value);
  return deployed.success ? deployed.data.cluster : undefined;
}

/**
 * Refuses a step between Kubernetes versions that AKS would refuse after minutes.
 *
 * @throws UserError that names the key.
 */
export function checkVersionStep(stack: StackName, last: LastCluster | undefined, wanted: string): void {
  const refusal = last === undefined ? undefined : refuseVersionStep(last.kubernetesVersion, wanted);
  if (refusal === undefined) return;
  throw new UserError({ file: stackFileName(stack.text), key: "cluster.kubernetesVersion", ...refusal });
}
