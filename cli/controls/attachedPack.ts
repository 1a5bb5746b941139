/** The policy pack that the engine is given, with its configuration. */
import { UserError } from "../../config/userError.ts";
import { catalogue } from "../../controls/catalogue/index.ts";
import type { Settings } from "../../controls/evaluate.ts";
import { policyPack, projectRoot } from "../common.ts";
import { policyConfigFile, readPolicyConfig } from "./policyConfig.ts";

export interface AttachedPack {
  readonly policyPack: string | undefined;
  readonly policyConfig: string | undefined;
}

export function disablesEverything({ controls }: Settings): boolean {
  return catalogue.every(({ id }) => controls[id]?.enforcement === "disabled");
}

function isIdle(configuration: string | undefined): boolean {
  try {
    return disablesEverything(
      readPolicyConfig(configuration, catalogue, new Date().toISOString().slice(0, 10)),
    );
  } catch (error) {
    // `up` refuses it with its reason; what holds nothing against the controls goes on without.
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** None where every control is disabled: it would take as long to start as the program itself, and have nothing to say. */
export function attachedPack(root = projectRoot): AttachedPack {
  const policyConfig = policyConfigFile(root);
  return isIdle(policyConfig)
    ? { policyPack: undefined, policyConfig: undefined }
    : { policyPack: policyPack(), policyConfig };
}
