import * as policy from "@pulumi/policy";
import { unknownText } from "../../controls/unknown.ts";

// Exported by @pulumi/policy since 1.21 but missing from its declarations.
const { UnknownValueError } = policy as unknown as {
  UnknownValueError: new (mark: string, path: readonly string[]) => Error;
};

/** The property by which the guard hands out what it wraps (@pulumi/policy 1.21, proxy.js). */
const guardedTarget = "__getSpecialProxyTarget";

/**
 * The error by which a policy says that it cannot be decided before the update. Pulumi shows its message without failing
 * the preview, and asks again during the update.
 */
export function cannotKnow(message: string): Error {
  const error = new UnknownValueError(unknownText, []);
  error.message = message;
  return error;
}

/** Values behind Pulumi's guard against unknown ones, which wraps anew every object that is read. */
export function unguarded(props: Record<string, unknown>): Record<string, unknown> {
  return (props[guardedTarget] as Record<string, unknown> | undefined) ?? props;
}
