/** What a look at the world found, and how to mend it. */
import { UserError } from "../../config/userError.ts";
import { ArmError } from "../../provider/armError.ts";

/**
 * How bad a finding is. `unknown` is a question that could not be asked: it is no success, and says what would let it be
 * asked.
 */
export type Severity = "ok" | "warning" | "error" | "unknown";

export interface Finding {
  readonly severity: Severity;
  /** What was looked at, for example "vCPUs DDSv5, eastus". */
  readonly subject: string;
  /** What was found, in one sentence. */
  readonly text: string;
  /** The command that mends it, or what to do; undefined where nothing is wrong. */
  readonly remedy?: string;
}

/** A finding with the check it comes from. */
export interface Reported extends Finding {
  readonly check: string;
}

export function fine(subject: string, text: string): Finding {
  return { severity: "ok", subject, text };
}

export function wrong(subject: string, text: string, remedy: string): Finding {
  return { severity: "error", subject, text, remedy };
}

export function doubtful(subject: string, text: string, remedy: string): Finding {
  return { severity: "warning", subject, text, remedy };
}

export function unasked(subject: string, text: string, remedy: string): Finding {
  return { severity: "unknown", subject, text, remedy };
}

/** What to do about an answer of Azure that is none. */
function remedyFor(error: ArmError): string {
  switch (error.code) {
    case "SignInFailed":
      return "Run `az login`, or set ARM_CLIENT_ID, ARM_TENANT_ID and a way to sign in.";
    case "Unreachable":
      return "See whether this machine reaches https://management.azure.com, through its proxy if it has one.";
    case "SubscriptionNotFound":
    case "InvalidSubscriptionId":
      return "Run `az account list --output table`, then `az account set --subscription ID`, or set ARM_SUBSCRIPTION_ID.";
  }
  if (error.status === 401)
    return "Run `az login --tenant TENANT` for the tenant of the subscription, and ask again.";
  if (error.status === 403)
    return "Have the role Reader in the subscription assigned to you; a new assignment takes up to ten minutes.";
  if (error.status === 429) return "Wait a few minutes: Azure limits how often a subscription is asked.";
  return "Ask again later; `az rest` shows the whole answer.";
}

/** The finding of a check that failed. Whatever is not Azure's or the user's is a defect, and is thrown on. */
export function findingOf(subject: string, error: unknown): Finding {
  if (error instanceof ArmError)
    return unasked(subject, `Azure did not tell: ${error.message}`, remedyFor(error));
  if (error instanceof UserError) return unasked(subject, error.problem, error.remedy);
  throw error;
}

const order: readonly Severity[] = ["error", "unknown", "warning", "ok"];

/** The worst first, within that in the order of the checks. */
export function sorted(findings: readonly Reported[]): Reported[] {
  return [...findings].sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/** Whether a deployment can be expected to succeed: nothing is wrong, and everything could be asked. */
export function allWell(findings: readonly Finding[]): boolean {
  return findings.every(({ severity }) => severity === "ok" || severity === "warning");
}
