/** Builds a tool from its Go module, pinned by a go.mod and go.sum of ours. */
import { spawn } from "node:child_process";
import { cpSync } from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { findOnPath } from "./places.ts";

/** A tool that can be built from a Go module. */
export interface GoModule {
  /** Folder with go.mod, go.sum and a tools.go that imports `package`; it is copied, never written to. */
  readonly folder: string;
  /** Import path of the main package. */
  readonly package: string;
  /** Values for string variables set by the linker: import path and name, value. */
  readonly variables: Readonly<Record<string, string>>;
  /** How long it takes from nothing, for the line that announces the build. */
  readonly duration: string;
}

const progressInterval = 10_000;
const keptLines = 12;

/**
 * Builds into `folder` (which exists and is ours alone) and returns the executable's path. Throws an Error with
 * the last lines of the compiler when there is no Go on PATH or the build fails.
 */
export async function goBuild(
  module: GoModule,
  name: string,
  folder: string,
  report: (line: string) => void,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const go = findOnPath("go", env["PATH"]);
  if (!go) throw new Error("there is no go on PATH");
  const source = path.join(folder, "source");
  cpSync(module.folder, source, { recursive: true });
  const executable = path.join(folder, name);
  const variables = Object.entries(module.variables).map(([variable, value]) => `-X ${variable}=${value}`);
  report(`building ${module.package} (takes ${module.duration} the first time)`);

  const args = ["build", "-v", "-trimpath", "-mod=readonly", "-buildvcs=false"];
  const child = spawn(
    go,
    [...args, "-ldflags", ["-s", "-w", ...variables].join(" "), "-o", executable, module.package],
    {
      cwd: source,
      // No C compiler is needed then, and the result runs on any machine of this platform.
      env: { ...env, CGO_ENABLED: "0", GOWORK: "off", GO111MODULE: "on" },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  const began = Date.now();
  let modules = 0;
  let packages = 0;
  const tail: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (line.startsWith("go: downloading ")) modules++;
    // -v prints the import path of each package it compiles; everything else is a message.
    else if (/^[\w./~-]+$/.test(line)) packages++;
    else tail.push(line);
  });
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - began) / 1000);
    report(`building: ${seconds} s, ${modules} modules fetched, ${packages} packages compiled`);
  }, progressInterval);
  try {
    const code = await new Promise<number | string>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (status, signal) => resolve(status ?? signal ?? "unknown"));
    });
    if (code !== 0) throw new Error(`go build ended with ${code}: ${tail.slice(-keptLines).join(" | ")}`);
  } finally {
    clearInterval(timer);
  }
  return executable;
}
