/** The two places a command can work on: the real Azure, and a rehearsal. */
import * as path from "node:path";
import { compileCache } from "../rehearsal/engine/places.ts";
import type { Rehearsal } from "../rehearsal/session.ts";
import { projectRoot } from "./common.ts";
import { attachedPack } from "./controls/attachedPack.ts";
import { Journal } from "./journal.ts";
import { clearDeadLocks, clearTemporaries, restoreStates, writtenBefore } from "./recovery.ts";
import { secretsProviderOf } from "./secretsProvider.ts";
import type { Target } from "./stackRun.ts";

/** The rehearsal as a target. Locks of its own dead runs are taken away. */
export async function localTarget(rehearsal: Rehearsal): Promise<Target> {
  // The Automation API starts `pulumi` from this process's PATH.
  process.env["PATH"] = rehearsal.environment["PATH"];
  const { subscriptionId } = await rehearsal.azure.status();
  const restored = new Set(restoreStates(rehearsal.places.state, "bulkhead"));
  return {
    workDir: rehearsal.places.workspace,
    environment: rehearsal.environment,
    ...attachedPack(),
    subscriptionId,
    journal: (stack) => new Journal(rehearsal.places.journals, stack),
    beforeOpen: (stack) => {
      clearDeadLocks(rehearsal.places.state, "bulkhead", stack);
      clearTemporaries(rehearsal.places.state, "bulkhead", stack, writtenBefore());
    },
    // Nobody else held the lock meanwhile, so that what is older is nobody's.
    afterDone: (stack, began) => void clearTemporaries(rehearsal.places.state, "bulkhead", stack, began),
    wasRestored: (stack) => restored.has(stack),
    beforeEngine: (stack) => rehearsal.azure.hold(stack),
  };
}

/** The real Azure: the engine, the backend and the sign-in are the user's own. */
export function realTarget(): Target {
  return {
    workDir: projectRoot,
    environment: { ...compileCache() },
    ...attachedPack(),
    subscriptionId: process.env["ARM_SUBSCRIPTION_ID"],
    secretsProvider: (stack) => secretsProviderOf(projectRoot, stack, process.env),
    journal: (stack) => new Journal(path.join(projectRoot, ".bulkhead", "journals"), stack),
    beforeOpen: () => undefined,
    afterDone: () => undefined,
    wasRestored: () => false,
    beforeEngine: () => Promise.resolve(),
  };
}
