/** Other programs, as this one runs them. */
import { spawn } from "node:child_process";
import { ImagesProblem } from "./problem.ts";

export interface ProgramOptions {
  readonly cwd?: string;
  /** Given to it on its standard input. */
  readonly input?: string;
  /** Its output is shown as it comes, instead of being handed back. */
  readonly show?: boolean;
}

export interface ProgramResult {
  readonly status: number;
  /** Without blanks at its ends. */
  readonly out: string;
  readonly errors: string;
}

/** Runs a program; a status that is not 0 is the caller's business. @throws ImagesProblem where it is not installed. */
export type RunProgram = (
  program: string,
  args: readonly string[],
  options?: ProgramOptions,
) => Promise<ProgramResult>;

export const runProgram: RunProgram = (program, args, { cwd, input, show = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(program, [...args], {
      ...(cwd === undefined ? {} : { cwd }),
      stdio: ["pipe", show ? "inherit" : "pipe", show ? "inherit" : "pipe"],
    });
    let out = "";
    let errors = "";
    child.stdout?.on("data", (data) => (out += String(data)));
    child.stderr?.on("data", (data) => (errors += String(data)));
    child.on("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "ENOENT"
          ? new ImagesProblem(
              `${program} is not installed here.`,
              "Run this on an agent of the operations network, which has it.",
            )
          : error,
      ),
    );
    // It may end without having read everything.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input);
    child.on("close", (code) => resolve({ status: code ?? 1, out: out.trim(), errors: errors.trim() }));
  });
