import * as pulumi from "@pulumi/pulumi";
import type { StackContext } from "./config/context.ts";
import { attributed } from "./config/layers.ts";
import {
  layersOf,
  loadContext,
  type ConfigByKind,
  type LoadedContext,
  type ProgramKind,
} from "./config/load.ts";
import { runtimeValues } from "./config/runtimeValues.ts";
import { parseStackName } from "./config/stackName.ts";
import { UserError } from "./config/userError.ts";

type Outputs = Promise<{ contract: pulumi.Output<unknown> }>;
type Program<Kind extends ProgramKind> = { program: (context: StackContext<ConfigByKind[Kind]>) => Outputs };

/** One program per kind of stack; only the one that runs is loaded. */
const programs: { [Kind in ProgramKind]: () => Promise<Program<Kind>> } = {
  global: () => import("./stacks/global.ts"),
  ops: () => import("./stacks/ops.ts"),
  stamp: () => import("./stacks/stamp.ts"),
};

/** What the stack's program finds out later than the files' check, said of the file in which the key stands. */
async function run(context: LoadedContext): Outputs {
  try {
    if (context.kind === "global") return await (await programs.global()).program(context);
    if (context.kind === "ops") return await (await programs.ops()).program(context);
    return await (await programs.stamp()).program(context);
  } catch (error) {
    throw attributed(error, layersOf(context.projectRoot, context.stack, context.siblings));
  }
}

/** Which stack am I, what is its configuration, what is its program. */
export default async (): Outputs => {
  try {
    const values = runtimeValues(pulumi.runtime.allConfig());
    return await run(loadContext(import.meta.dirname, parseStackName(pulumi.getStack()), values));
  } catch (error) {
    // The engine shows the message of a RunError alone, and the stack trace of every other error.
    throw error instanceof UserError ? new pulumi.RunError(error.message) : error;
  }
};
