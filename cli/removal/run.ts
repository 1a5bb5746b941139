/** Carries the removal of a region out, step by step, each from facts that are read anew. */
import { UserError } from "../../config/userError.ts";
import {
  nextStep,
  refuseRemoval,
  stepText,
  type RemovalFacts,
  type RemovalOptions,
  type RemovalStep,
} from "./nextStep.ts";

export interface RemovalPorts {
  facts(): Promise<RemovalFacts>;
  drain(stacks: readonly string[]): Promise<void>;
  destroy(stacks: readonly string[]): Promise<void>;
  deploy(stacks: readonly string[]): Promise<void>;
  deleteFiles(stacks: readonly string[]): void;
  /** Writes `lifecycle: leaving` into the file of an operations stack. */
  leave(stack: string): void;
  /** Lists a region under `retiredRegions`. */
  retire(region: string): void;
  say(line: string): void;
}

async function carryOut(step: RemovalStep, ports: RemovalPorts): Promise<void> {
  switch (step.step) {
    case "drain":
      return ports.drain(step.stacks);
    case "destroy":
      return ports.destroy(step.stacks);
    case "deleteFiles":
      return ports.deleteFiles(step.stacks);
    case "leave":
      return ports.leave(step.stack);
    case "detach":
    case "deployGlobal":
      return ports.deploy(step.stacks);
    case "retire":
      return ports.retire(step.region);
  }
}

/**
 * Removes a region, or goes on with a removal that was interrupted.
 *
 * @returns the steps that were taken.
 * @throws UserError as refuseRemoval, and for a step that went well and changed nothing.
 */
export async function removeRegion(ports: RemovalPorts, options: RemovalOptions): Promise<RemovalStep[]> {
  const taken: RemovalStep[] = [];
  for (;;) {
    const facts = await ports.facts();
    refuseRemoval(facts, options);
    const step = nextStep(facts, options);
    if (step === undefined) return taken;
    if (JSON.stringify(step) === JSON.stringify(taken.at(-1)))
      throw new UserError({
        key: facts.region,
        problem: `This step ended well and has changed nothing: ${stepText(step)}`,
        remedy: "Look at the stacks with `npx bulkhead drift`.",
      });
    ports.say(stepText(step));
    await carryOut(step, ports);
    taken.push(step);
  }
}
