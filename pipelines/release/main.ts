/** `STEP=begin|50|100|destroy BULKHEAD_ENVIRONMENT=default node pipelines/release/main.ts`: one approved step of a release. */
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { runStep, stepOf, waitForPort } from "./step.ts";

const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-release-"));
try {
  process.exitCode = await runStep(
    stepOf(process.env["STEP"]),
    process.env["BULKHEAD_ENVIRONMENT"] ?? "default",
    {
      folder,
      run: (command, args) =>
        new Promise((resolve, reject) => {
          const child = spawn(command, args, { stdio: "inherit" });
          const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
          process.once("SIGINT", forward).once("SIGTERM", forward);
          child.once("error", reject);
          child.once("exit", (code) => resolve(code ?? 1));
        }),
      json: (command, args) =>
        new Promise((resolve, reject) => {
          execFile(command, args, { maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
            if (error)
              reject(
                new Error(`${command} ${args.slice(0, 3).join(" ")}: ${stderr.trim() || error.message}`),
              );
            else resolve(JSON.parse(stdout));
          });
        }),
      start: (command, args) => spawn(command, args, { stdio: ["ignore", "ignore", "inherit"] }),
      listening: (port) => waitForPort(port),
    },
  );
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
