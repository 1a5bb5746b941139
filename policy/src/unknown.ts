import * as policy from "@pulumi/policy";

// Both are exported by @pulumi/policy since 1.21 but missing from its declarations.
const { UnknownValueError, unknownCheckingProxy } = policy as unknown as {
  UnknownValueError: new (...args: never[]) => Error;
  unknownCheckingProxy: <T extends object>(inputs: T) => T;
};

/** Whether an error says that a value is not known before the update. Pulumi reports it and asks again during the update. */
export function isUnknownValue(error: unknown): error is Error {
  return error instanceof UnknownValueError;
}

/** Inputs as Pulumi shows them to a policy: reading an unknown value throws. For tests. */
export const asPulumiShows = unknownCheckingProxy;
