import * as pulumi from "@pulumi/pulumi";
import { formatStackName, type StackName } from "../config/stackName.ts";
import { globalContractSchema, type GlobalContract } from "../contracts/global.ts";
import { opsContractSchema, type OpsContract } from "../contracts/ops.ts";
import { readContract } from "../contracts/reference.ts";

/** Another stack of this project, as the engine keeps it. */
function reference(text: string): pulumi.StackReference {
  const name = `${pulumi.getOrganization()}/${pulumi.getProject()}/${text}`;
  return new pulumi.StackReference(text, { name });
}

/**
 * The contract of the global stack of the same environment.
 *
 * @throws UserError when it is not deployed, with the command to run.
 */
export function readGlobal({ environment }: StackName): Promise<GlobalContract> {
  const text = formatStackName({ environment, kind: "global" });
  return readContract(reference(text), text, globalContractSchema, `pulumi up -s ${text}`);
}

/**
 * The contract of an operations stack.
 *
 * @throws UserError when it is not deployed, with the command to run.
 */
export function readOps({ text }: StackName): Promise<OpsContract> {
  return readContract(reference(text), text, opsContractSchema, `pulumi up -s ${text}`);
}
