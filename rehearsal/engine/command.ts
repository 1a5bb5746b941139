/** Runs a command and collects what it prints. */
import { execFile } from "node:child_process";

/** How a command ended. */
export interface CommandResult {
  readonly ok: boolean;
  readonly stdout: string;
  /** Why it failed, in one line; empty when it did not. */
  readonly problem: string;
}

/** Runs a command to its end, at most `timeout` milliseconds; never throws. */
export function runCommand(
  file: string,
  args: readonly string[],
  options: { env: NodeJS.ProcessEnv; cwd?: string; timeout: number },
): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(
      file,
      args,
      { ...options, killSignal: "SIGKILL", maxBuffer: 16 << 20 },
      (error, stdout, stderr) => {
        if (!error) return resolve({ ok: true, stdout, problem: "" });
        const lastLine = stderr.trim().split("\n").pop();
        const problem = error.killed
          ? `no answer within ${options.timeout / 1000} s`
          : lastLine || error.message;
        resolve({ ok: false, stdout, problem });
      },
    );
  });
}
