import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "./config/context.ts";
import { loadContext, type ConfigByKind, type ProgramKind } from "./config/load.ts";
import { runtimeValues } from "./config/runtimeValues.ts";
import { parseStackName } from "./config/stackName.ts";
import { UserError } from "./config/userError.ts";

// The SDK's runner maps every stack trace through source maps, and the SDK takes one for every promise. Our files run as
// they are written, so nothing is lost without the mapping, and a program starts and ends sooner, with less memory.
delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;

type Outputs = Promise<{ contract: pulumi.Output<unknown> }>;
type Program<Kind extends ProgramKind> = { program: (context: StackContext<ConfigByKind[Kind]>) => Outputs };

/** One program per kind of stack; only the one that runs is loaded. */
const programs: { [Kind in ProgramKind]: () => Promise<Program<Kind>> } = {
  global: () => import("./stacks/global.ts"),
  ops: () => import("./stacks/ops.ts"),
  stamp: () => import("./stacks/stamp.ts"),
};

/** Which stack am I, what is its configuration, what is its program. */
export default async (): Outputs => {
  try {
    const values = runtimeValues(pulumi.runtime.allConfig());
    const context = loadContext(import.meta.dirname, parseStackName(pulumi.getStack()), values);
    if (context.kind === "global") return await (await programs.global()).program(context);
    if (context.kind === "ops") return await (await programs.ops()).program(context);
    return await (await programs.stamp()).program(context);
  } catch (error) {
    // The engine shows the message of a RunError alone, and the stack trace of every other error.
    throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
  }
};
