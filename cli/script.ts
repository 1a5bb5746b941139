/** Programs behind `npm run`: the options and the errors of the bulkhead command, outside of it. */
import type { Command } from "commander";
import { asksForTraces, failureText } from "./failure.ts";

/** Runs a program. Whatever goes wrong ends with one message and exit code 1. */
export async function runScript(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`error: ${failureText(error, asksForTraces(process.env))}\n`);
    process.exitCode = 1;
  }
}
