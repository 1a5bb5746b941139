/** What a failed run of the engine was about. Pure. */
import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { reasonOf } from "./engineText.ts";
import type { Listener } from "./listener.ts";

/** A program whose engine ends before it says so with its whole stack, which is no cause of its own either. */
function withoutFrames(text: string): string {
  if (!text.includes("@grpc/grpc-js")) return text;
  return text
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .join("\n")
    .trim();
}

/** One text per cause. */
export function whatWentWrong(error: unknown, listener: Pick<Listener, "errors">, stack: string): string[] {
  if (error instanceof ConcurrentUpdateError)
    return [`another run holds the lock of '${stack}': ${reasonOf(error.message)}`];
  // When one resource fails the engine cancels the others, which is no cause of its own.
  const causes = [...new Set(listener.errors.map(withoutFrames))].filter(
    (text) => !text.endsWith("context canceled"),
  );
  if (causes.length > 0) return causes;
  if (error instanceof CommandError) return [reasonOf(error.message)];
  return [error instanceof Error ? error.message : String(error)];
}
