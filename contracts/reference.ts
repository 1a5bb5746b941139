import type * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { UserError } from "../config/userError.ts";

/** The part of a StackReference that is needed here, so that tests need no engine. */
export interface ContractSource {
  readonly getOutputDetails: (name: string) => Promise<pulumi.StackReferenceOutputDetails>;
}

/**
 * A contract has its version as a literal, so that another version fails as such and not as a list of odd
 * fields.
 */
type ContractSchema = z.ZodObject<{ version: z.ZodLiteral<number> }>;

const versioned = z.looseObject({ version: z.unknown() });

/**
 * Reads another stack's contract as plain values, so that what decides which resources exist is known while
 * the program runs.
 *
 * @param reference a pulumi.StackReference.
 * @param stack the name of that stack, for messages.
 * @param schema the contract's schema, which also decides which version is understood.
 * @param command what to run so that the stack has a contract, for messages: "pulumi up -s global".
 * @throws UserError when the stack is not deployed or has another version of the contract.
 */
export async function readContract<Schema extends ContractSchema>(
  reference: ContractSource,
  stack: string,
  schema: Schema,
  command: string,
): Promise<z.infer<Schema>> {
  const details = await reference.getOutputDetails("contract");
  // The SDK documents null for what is absent and leaves the field out: both must mean the same here.
  const contract: unknown = details.value ?? undefined;
  if (contract === undefined) {
    const secret = (details.secretValue ?? undefined) !== undefined;
    throw new UserError({
      problem: secret
        ? `The contract of stack '${stack}' is a secret, and contracts hold none.`
        : `Stack '${stack}' has no contract: it is not deployed, or not completely.`,
      remedy: secret
        ? `Take the secret out of its outputs and run \`${command}\`.`
        : `Run \`${command}\` first.`,
    });
  }

  const [expected] = schema.shape.version.values;
  const found = versioned.safeParse(contract);
  const actual = found.success ? found.data.version : undefined;
  if (actual !== expected) {
    throw new UserError({
      problem: `Stack '${stack}' has version ${actual === undefined ? "none" : JSON.stringify(actual)} of its contract, and this program reads version ${expected}.`,
      remedy:
        typeof actual === "number" && expected !== undefined && actual > expected
          ? `Update this program to the one that deployed '${stack}'.`
          : `Run \`${command}\` with this program first.`,
    });
  }

  const parsed = schema.safeParse(contract);
  if (!parsed.success) {
    throw new UserError({
      problem: `The contract of stack '${stack}' is not what this program expects:\n${z.prettifyError(parsed.error)}\n`,
      remedy: `Run \`${command}\` with this program first.`,
    });
  }
  return parsed.data;
}
