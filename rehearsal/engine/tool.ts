/**
 * Finds a command line tool: on PATH, in the cache of earlier downloads and builds, as the official download, or
 * built from its Go module. One mechanism for every tool a rehearsal needs; a `ToolRecipe` tells them apart.
 */
import { mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { runCommand } from "./command.ts";
import { download, usualDownloadTimes, type DownloadTimes } from "./download.ts";
import { goBuild, type GoModule } from "./goBuild.ts";
import { withLock } from "./lock.ts";
import { cacheRoot, findOnPath, isExecutable, thisPlatform, type Platform } from "./places.ts";
import { parseVersion, formatVersion, refuseVersion, type VersionPin } from "./versions.ts";

/** How a tool came here. */
export type Origin = "path" | "download" | "build";

/** Everything that tells one tool from another. */
export interface ToolRecipe {
  /** Name of the executable. */
  readonly name: string;
  readonly pin: VersionPin;
  /** Arguments that make it print its version. */
  readonly versionArguments: readonly string[];
  /** Official archives; undefined for a tool that is taken from PATH or built. */
  readonly release?: {
    /** Address of the folder with the release's files, without a slash at the end. */
    readonly base: string;
    /** Environment variable that names another address with the same files. */
    readonly mirrorVariable: string;
    /** Name of the gzipped tar with one folder inside; undefined where there is none for the platform. */
    archive(platform: Platform): string | undefined;
    /** Name of the checksum file, in the format of `sha256sum`, that covers an archive. */
    checksums(archive: string): string;
  };
  readonly module: GoModule;
}

/** What is asked for. */
export interface ToolRequest {
  /** `auto` tries path, cache, download, build in this order; the others take one of them or fail. */
  readonly choice: "auto" | Origin;
  /** Receives progress, one line at a time, without line ends. */
  readonly report: (line: string) => void;
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly downloadTimes?: DownloadTimes | undefined;
}

/** A tool that is there and told its version. */
export interface Tool {
  readonly origin: Origin;
  readonly executable: string;
  readonly version: string;
}

/** Why there is no tool: one sentence for each thing that was tried. */
export interface NoTool {
  readonly origin: "none";
  readonly tried: readonly string[];
}

/** A forced choice that cannot be had. The message says why and what to do. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}

/** A request with its defaults filled in. */
interface Job {
  readonly report: (line: string) => void;
  readonly env: NodeJS.ProcessEnv;
  readonly downloadTimes: DownloadTimes;
}

/** Starting a large executable from a cold disk takes seconds. */
const versionTimeout = 30_000;

async function printedVersion(
  recipe: ToolRecipe,
  executable: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const quiet = { ...env, PULUMI_SKIP_UPDATE_CHECK: "true" };
  const result = await runCommand(executable, recipe.versionArguments, {
    env: quiet,
    timeout: versionTimeout,
  });
  if (!result.ok) throw new Error(`${executable} does not run: ${result.problem}`);
  return result.stdout;
}

async function checked(
  recipe: ToolRecipe,
  executable: string,
  origin: Origin,
  env: NodeJS.ProcessEnv,
): Promise<Tool> {
  const printed = await printedVersion(recipe, executable, env);
  const refusal = refuseVersion(printed, recipe.pin);
  const version = parseVersion(printed);
  if (refusal || !version) throw new Error(`${executable} is not used: ${refusal}`);
  return { origin, executable, version: formatVersion(version) };
}

async function fromPath(recipe: ToolRecipe, job: Job): Promise<Tool> {
  const executable = findOnPath(recipe.name, job.env["PATH"]);
  if (!executable) throw new Error(`there is no ${recipe.name} on PATH`);
  try {
    return await checked(recipe, executable, "path", job.env);
  } catch (error) {
    // Whoever installed it wonders why it is passed over.
    job.report(reasonOf(error));
    throw error;
  }
}

function toolFolder(recipe: ToolRecipe, env: NodeJS.ProcessEnv): string {
  return path.join(cacheRoot(env), recipe.name, recipe.pin.version);
}

/** The folder of a finished download or build. It is moved there in one step after the tool was seen to run. */
export function installedFolder(
  recipe: ToolRecipe,
  origin: "download" | "build",
  env: NodeJS.ProcessEnv,
): string {
  const platform = thisPlatform();
  return path.join(toolFolder(recipe, env), `${origin}-${platform.os}-${platform.arch}`);
}

function installed(recipe: ToolRecipe, origins: readonly Origin[], env: NodeJS.ProcessEnv): Tool | undefined {
  for (const origin of origins) {
    if (origin === "path") continue;
    const executable = path.join(installedFolder(recipe, origin, env), recipe.name);
    if (isExecutable(executable)) return { origin, executable, version: recipe.pin.version };
  }
  return undefined;
}

async function unpackRelease(recipe: ToolRecipe, folder: string, request: Job): Promise<string> {
  const { release, name, pin } = recipe;
  const { env } = request;
  const platform = thisPlatform();
  const archive = release?.archive(platform);
  if (!release || !archive)
    throw new Error(`there is no release of ${name} ${pin.version} for ${platform.os} on ${platform.arch}`);
  const base = (env[release.mirrorVariable] || release.base).replace(/\/+$/, "");
  const file = path.join(folder, archive);
  request.report(`downloading ${base}/${archive}`);
  await download(
    { base, archive, checksums: release.checksums(archive), file },
    request.report,
    env,
    request.downloadTimes,
  );
  const unpacked = await runCommand("tar", ["-xzf", file, "-C", folder, "--strip-components=1"], {
    env,
    timeout: 300_000,
  });
  if (!unpacked.ok) throw new Error(`tar cannot unpack ${archive}: ${unpacked.problem}`);
  rmSync(file);
  return path.join(folder, name);
}

async function build(recipe: ToolRecipe, folder: string, request: Job): Promise<string> {
  const executable = await goBuild(recipe.module, recipe.name, folder, request.report, request.env);
  rmSync(path.join(folder, "source"), { recursive: true });
  return executable;
}

/** Fetches or builds in a folder of its own, sees the tool run, and moves the folder into place. */
async function install(recipe: ToolRecipe, origin: "download" | "build", request: Job): Promise<Tool> {
  const { env } = request;
  const folder = path.join(toolFolder(recipe, env), `partial-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  try {
    const executable = await (origin === "download" ? unpackRelease : build)(recipe, folder, request);
    const tool = await checked(recipe, executable, origin, env);
    const target = installedFolder(recipe, origin, env);
    rmSync(target, { recursive: true, force: true });
    renameSync(folder, target);
    request.report(`${recipe.name} ${tool.version} is ready in ${target}`);
    return { ...tool, executable: path.join(target, recipe.name) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Leftovers of runs that were killed. Called under the lock: nobody else is working here. */
function removePartials(folder: string): void {
  for (const entry of readdirSync(folder)) {
    if (entry.startsWith("partial-")) rmSync(path.join(folder, entry), { recursive: true, force: true });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function obtain(
  recipe: ToolRecipe,
  origins: readonly ("download" | "build")[],
  request: Job,
): Promise<Tool | NoTool> {
  const { env } = request;
  const present = installed(recipe, origins, env);
  if (present) return present;
  const folder = toolFolder(recipe, env);
  const tried: string[] = [];
  try {
    mkdirSync(folder, { recursive: true });
    const what = `${recipe.name} ${recipe.pin.version} is being downloaded or built`;
    return await withLock(path.join(folder, "lock"), what, request.report, async () => {
      // The process we waited for may have done the work.
      const finished = installed(recipe, origins, env);
      if (finished) return finished;
      removePartials(folder);
      for (const origin of origins) {
        try {
          return await install(recipe, origin, request);
        } catch (error) {
          tried.push(`${origin}: ${reasonOf(error)}`);
          request.report(`${origin} failed: ${reasonOf(error)}`);
        }
      }
      return { origin: "none", tried };
    });
  } catch (error) {
    return {
      origin: "none",
      tried: [...tried, `cache ${folder}: ${reasonOf(error)} (BULKHEAD_CACHE_DIR moves it)`],
    };
  }
}

function remedyFor(recipe: ToolRecipe, origin: Origin): string {
  const { name, pin } = recipe;
  const mirror = recipe.release?.mirrorVariable;
  switch (origin) {
    case "path":
      return `Install ${name} ${pin.minimum} or newer, or let it be found automatically (auto).`;
    case "download":
      return mirror === undefined
        ? "Choose build or auto."
        : `Set ${mirror} to a mirror that can be reached, set HTTPS_PROXY, or choose build or auto.`;
    case "build":
      return `Install Go (https://go.dev/dl), set GOPROXY to a proxy that can be reached, or choose download or auto.`;
  }
}

/**
 * Finds the tool of a recipe. With `auto` the answer may be that there is none, with the reasons; a forced choice
 * that cannot be had throws a ToolError.
 */
export async function findTool(recipe: ToolRecipe, request: ToolRequest): Promise<Tool | NoTool> {
  const env = request.env ?? process.env;
  const report = (line: string) => request.report(`${recipe.name}: ${line}`);
  const job: Job = { env, report, downloadTimes: request.downloadTimes ?? usualDownloadTimes };
  const tried: string[] = [];
  if (request.choice === "auto" || request.choice === "path") {
    try {
      return await fromPath(recipe, job);
    } catch (error) {
      tried.push(`PATH: ${reasonOf(error)}`);
    }
  }
  if (request.choice === "auto") {
    const found = await obtain(recipe, recipe.release ? ["download", "build"] : ["build"], job);
    return found.origin === "none" ? { origin: "none", tried: [...tried, ...found.tried] } : found;
  }
  if (request.choice !== "path") {
    const found = await obtain(recipe, [request.choice], job);
    if (found.origin !== "none") return found;
    tried.push(...found.tried);
  }
  throw new ToolError(
    `${recipe.name} cannot be had the way that was asked for (${request.choice}): ${tried.join("; ")}. ` +
      remedyFor(recipe, request.choice),
  );
}

/**
 * Finds or builds a tool that has to be there.
 *
 * @throws Error that says what was tried.
 */
export async function requireTool(
  recipe: ToolRecipe,
  { report }: Pick<ToolRequest, "report">,
): Promise<string> {
  const tool = await findTool(recipe, { choice: "auto", report });
  if (tool.origin !== "none") return tool.executable;
  throw new Error(`There is no ${recipe.name}: ${tool.tried.join("; ")}. Install Go (https://go.dev/dl).`);
}
