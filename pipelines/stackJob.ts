/**
 * One job of `bulkhead plan`: `STEP=up STACK=stamp-eastus BULKHEAD_ENVIRONMENT=default node pipelines/stackJob.ts`.
 *
 * Values come by the environment, so that nothing that a pipeline computed is ever read as shell.
 */
import { spawnSync } from "node:child_process";
import * as path from "node:path";

/** Arguments of `bulkhead` for a job; throws an Error for anything but a step and a name. */
export function argumentsOf(env: Readonly<Record<string, string | undefined>>): string[] {
  const { STEP: step = "", STACK: stack = "", BULKHEAD_ENVIRONMENT: environment = "default" } = env;
  if (step !== "up" && step !== "preview" && step !== "content")
    throw new Error(`STEP is '${step}': it has to be up, preview or content.`);
  // The names that config/stackName.ts takes, and nothing that could be an option.
  if (!/^[a-z][a-z0-9]*(\.[a-z]+)?(-[a-z0-9]+)*$/.test(stack))
    throw new Error(`STACK is '${stack}', which is no stack's name.`);
  if (!/^[a-z][a-z0-9]*$/.test(environment))
    throw new Error(`BULKHEAD_ENVIRONMENT is '${environment}', which is no environment's name.`);
  const chosen = environment === "default" ? [] : ["--env", environment];
  return [step, "--only", stack, ...chosen];
}

if (import.meta.main) {
  try {
    const cli = path.resolve(import.meta.dirname, "../cli/bulkhead.js");
    const { status } = spawnSync(process.execPath, [cli, ...argumentsOf(process.env)], { stdio: "inherit" });
    process.exitCode = status ?? 1;
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 2;
  }
}
