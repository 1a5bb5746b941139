/** Temporary folders, fake tools and a local web server for the tests of the engine. */
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

/** A folder of its own, with an environment that sees nothing of the machine but a shell and tar. */
export interface Sandbox {
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly lines: string[];
  readonly report: (line: string) => void;
  /** Writes a shell script into `folder` of the sandbox and returns its path. */
  script(folder: string, name: string, body: string): string;
  /** Puts a folder of the sandbox in front of PATH. */
  onPath(folder: string): void;
  remove(): void;
}

/** What scripts and the code itself need from the system. */
const systemTools = ["sh", "tar", "gzip", "cat", "sleep", "mkdir", "dirname", "readlink"];

/** Makes a sandbox. */
export function sandbox(): Sandbox {
  const root = mkdtempSync(path.join(os.tmpdir(), "bulkhead-engine-"));
  const system = path.join(root, "system");
  mkdirSync(system);
  for (const tool of systemTools) {
    symlinkSync(
      execFileSync("/bin/sh", ["-c", `command -v ${tool}`], { encoding: "utf8" }).trim(),
      path.join(system, tool),
    );
  }
  const env: NodeJS.ProcessEnv = {
    PATH: system,
    HOME: root,
    BULKHEAD_CACHE_DIR: path.join(root, "cache"),
    // Nothing listens on port 9 (discard), so nothing is fetched unless a test says from where.
    BULKHEAD_PULUMI_MIRROR: "http://127.0.0.1:9",
    BULKHEAD_HELM_MIRROR: "http://127.0.0.1:9",
  };
  const lines: string[] = [];
  return {
    root,
    env,
    lines,
    report: (line) => lines.push(line),
    script(folder, name, body) {
      const file = path.join(root, folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, `#!/bin/sh\n${body}\n`);
      chmodSync(file, 0o755);
      return file;
    },
    onPath(folder) {
      env["PATH"] = `${path.join(root, folder)}${path.delimiter}${env["PATH"]}`;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** A body for a fake tool that prints a version. */
export function printing(version: string): string {
  return `echo v${version}`;
}

/** A body for a fake `go` that writes a tool printing `version` to where -o points. */
export function fakeGo(version: string): string {
  return [
    'while [ $# -gt 0 ]; do if [ "$1" = -o ]; then out=$2; fi; shift; done',
    "echo example.org/a/package >&2",
    `printf '#!/bin/sh\\necho v${version}\\n' > "$out"`,
    // The sandbox has no chmod; a copy of an executable keeps its mode.
    `/bin/chmod 755 "$out"`,
  ].join("\n");
}

/** Packs a release: one folder named `top` with the given scripts inside. Returns the archive's bytes. */
export function packRelease(box: Sandbox, top: string, scripts: Readonly<Record<string, string>>): Buffer {
  for (const [name, body] of Object.entries(scripts)) box.script(`release/${top}`, name, body);
  const archive = path.join(box.root, "release.tar.gz");
  execFileSync("tar", ["-czf", archive, "-C", path.join(box.root, "release"), top]);
  return readFileSync(archive);
}

/** A line of a checksum file. */
export function sumLine(content: Buffer, name: string): string {
  return `${createHash("sha256").update(content).digest("hex")}  ${name}\n`;
}

/** A web server on loopback; `answer` is called for each request. */
export async function serve(
  answer: http.RequestListener,
): Promise<{ base: string; close: () => Promise<void> }> {
  const server = http.createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    base: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with files by their name, 404 for others. */
export function filesServer(files: Readonly<Record<string, Buffer | string>>): http.RequestListener {
  return (request, response) => {
    const file = files[(request.url ?? "").split("/").pop() ?? ""];
    response.writeHead(file === undefined ? 404 : 200);
    response.end(file);
  };
}

/** The message of the error that `action` throws; fails when it throws none. */
export async function messageOf(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("expected an error, and there was none");
}
