/** Asking Azure for resource groups, without a state. */
import { setTimeout as sleep } from "node:timers/promises";
import { ArmClient, hasty, patient, type Patience } from "../provider/arm.ts";
import { isNotFound } from "../provider/armError.ts";
import { tokenSource } from "../provider/credential.ts";
import type { GroupThere } from "./reactions/lost.ts";
import type { GroupExists } from "./rebuild/prepare.ts";

/** The API version that azure-native 3.28.0 reads resource groups with. */
const groupsVersion = "2024-03-01";

/** Milliseconds that a question beside the work may take, signing in included. */
const besideMilliseconds = 20_000;

/** Throws when Azure does not say. */
export function groupExists(endpoint: string, patience: Patience = patient): GroupExists {
  const arm = new ArmClient({ endpoint, token: tokenSource(endpoint) });
  return async (id) => {
    try {
      await arm.get(id, groupsVersion, patience);
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  };
}

/** The same as a question beside the work: who may not ask, or hears nothing, learns nothing. */
export function groupThere(endpoint: string): GroupThere {
  const ask = groupExists(endpoint, hasty);
  return (id) =>
    Promise.race([ask(id).catch(() => undefined), sleep(besideMilliseconds, undefined, { ref: false })]);
}
