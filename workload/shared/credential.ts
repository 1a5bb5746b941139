import { EnvironmentCredential, WorkloadIdentityCredential, type TokenCredential } from "@azure/identity";
import type { Environment } from "./config/numbers.ts";

let shared: TokenCredential | undefined;

/**
 * Who the pod is: the identity whose token the workload identity webhook mounts. Nothing else is tried in a pod, so that a missing token
 * is one clear failure instead of the sum of all the ways that do not apply. Without a token file it is what the environment names.
 */
export function credentialOf(env: Environment): TokenCredential {
  shared ??=
    env["AZURE_FEDERATED_TOKEN_FILE"] === undefined
      ? new EnvironmentCredential()
      : new WorkloadIdentityCredential();
  return shared;
}
