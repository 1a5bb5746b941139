/** Where tools are looked for and kept. */
import { accessSync, constants, statSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** The machine a tool must run on, in Node's words. */
export interface Platform {
  readonly os: string;
  readonly arch: string;
}

/** The platform of this process. */
export function thisPlatform(): Platform {
  return { os: process.platform, arch: process.arch };
}

/**
 * The folder that keeps downloaded and built tools, outside every work tree: `BULKHEAD_CACHE_DIR`, else
 * `bulkhead` in `XDG_CACHE_HOME`, else in the platform's usual cache folder.
 */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  if (env["BULKHEAD_CACHE_DIR"]) return path.resolve(env["BULKHEAD_CACHE_DIR"]);
  const xdg = env["XDG_CACHE_HOME"];
  // The XDG base directory specification: relative paths are invalid and to be ignored.
  if (xdg && path.isAbsolute(xdg)) return path.join(xdg, "bulkhead");
  const home = env["HOME"] || os.homedir();
  return process.platform === "darwin"
    ? path.join(home, "Library", "Caches", "bulkhead")
    : path.join(home, ".cache", "bulkhead");
}

/**
 * Lets the engine's Node.js processes (the program, the policy pack, language hosts) keep what they have compiled and stripped of
 * types, in a folder of this user's own: code from a shared one would be code of whoever wrote it first.
 */
export function compileCache(env: NodeJS.ProcessEnv = process.env): { readonly NODE_COMPILE_CACHE: string } {
  return { NODE_COMPILE_CACHE: env["NODE_COMPILE_CACHE"] ?? path.join(cacheRoot(env), "compiled") };
}

/** Whether `file` is a file this user may execute. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The first executable called `name` in the folders of a PATH value. */
export function findOnPath(name: string, searchPath: string | undefined): string | undefined {
  return (searchPath ?? "")
    .split(path.delimiter)
    .filter((folder) => folder.length > 0)
    .map((folder) => path.resolve(folder, name))
    .find(isExecutable);
}
