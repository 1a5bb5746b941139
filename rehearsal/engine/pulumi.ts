/** The Pulumi engine of a rehearsal, and the PATH it runs with. */
import { chmodSync, copyFileSync, existsSync, readFileSync, realpathSync, renameSync } from "node:fs";
import * as path from "node:path";
import { findOnPath, isExecutable } from "./places.ts";
import {
  findTool,
  installedFolder,
  type Origin,
  type Tool,
  type ToolRecipe,
  type ToolRequest,
} from "./tool.ts";
import { pulumiPin } from "./versions.ts";

const systems = new Set(["linux", "darwin"]);
const architectures = new Set(["x64", "arm64"]);

/**
 * Addresses and names of files as in Pulumi's own installer (get.pulumi.com), which looks at the GitHub release
 * first; that is also where the checksum file is.
 */
export const pulumiRecipe = {
  name: "pulumi",
  pin: pulumiPin,
  versionArguments: ["version"],
  release: {
    base: `https://github.com/pulumi/pulumi/releases/download/v${pulumiPin.version}`,
    mirrorVariable: "BULKHEAD_PULUMI_MIRROR",
    archive: ({ os, arch }) =>
      systems.has(os) && architectures.has(arch)
        ? `pulumi-v${pulumiPin.version}-${os}-${arch}.tar.gz`
        : undefined,
    checksums: () => `pulumi-${pulumiPin.version}-checksums.txt`,
  },
  module: {
    folder: path.join(import.meta.dirname, "gomod", "pulumi"),
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    variables: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${pulumiPin.version}` },
    duration: "about 5 minutes on 2 cores",
  },
} satisfies ToolRecipe;

/** The engine a rehearsal runs on. */
export type Engine =
  | {
      readonly kind: Origin;
      /** Path of the `pulumi` executable. */
      readonly pulumi: string;
      readonly version: string;
      /** The PATH value to run it with: finds this `pulumi`, a language host, and the Node.js running now. */
      readonly path: string;
    }
  | {
      readonly kind: "in-process";
      /** Why there is no engine: what was tried, and how each failed. */
      readonly reason: string;
    };

/** What is asked for; `env` (default: this process's) gives PATH, cache folder and mirrors. */
export interface EngineRequest extends Omit<ToolRequest, "choice"> {
  readonly choice: ToolRequest["choice"] | "in-process";
}

const languageHost = "pulumi-language-nodejs";
const ourLanguageHost = path.join(import.meta.dirname, "bin");
const handover = path.join(import.meta.dirname, "beside", languageHost);

function sameFile(a: string | undefined, b: string): boolean {
  return a !== undefined && realpathSync(a) === realpathSync(b);
}

/** Whether the engine was built here, now or by an earlier run that put its folder on PATH. */
function isOurBuild(tool: Tool, env: NodeJS.ProcessEnv): boolean {
  const built = path.join(installedFolder(pulumiRecipe, "build", env), pulumiRecipe.name);
  return existsSync(built) && sameFile(tool.executable, built);
}

/** Puts the script that hands over to our language host beside an engine that was built here. */
function placeHandover(engine: string): void {
  const target = path.join(path.dirname(engine), languageHost);
  if (existsSync(target) && readFileSync(target).equals(readFileSync(handover))) return;
  const temporary = `${target}.${process.pid}`;
  copyFileSync(handover, temporary);
  chmodSync(temporary, 0o755);
  renameSync(temporary, target);
}

function hasLanguageHost(pulumi: string, searchPath: string): boolean {
  // An installation keeps its language hosts beside the executable, which PATH may know by a symbolic link only.
  const beside = [path.dirname(pulumi), path.dirname(realpathSync(pulumi))];
  return (
    beside.some((folder) => isExecutable(path.join(folder, languageHost))) ||
    findOnPath(languageHost, searchPath) !== undefined
  );
}

/**
 * An official installation is run with the PATH it was found on. Folders are put in front only where something
 * else would be found: language hosts start `node` from PATH, and an old one there cannot run the program.
 */
function pathFor(tool: Tool, env: NodeJS.ProcessEnv): string {
  const searchPath = env["PATH"] ?? "";
  const join = (...folders: string[]) => [...folders, searchPath].filter((part) => part).join(path.delimiter);
  const node = sameFile(findOnPath("node", searchPath), process.execPath)
    ? []
    : [path.dirname(process.execPath)];
  if (isOurBuild(tool, env)) {
    placeHandover(tool.executable);
    return join(path.dirname(tool.executable), ourLanguageHost, ...node);
  }
  const host = hasLanguageHost(tool.executable, searchPath) ? [] : [ourLanguageHost];
  const gentle = join(...host, ...node);
  if (sameFile(findOnPath("pulumi", gentle), tool.executable)) return gentle;
  return join(path.dirname(tool.executable), ...host, ...node);
}

/**
 * Finds or makes the engine. `auto` never fails: its last resort is `in-process`, with the reasons. A forced
 * choice that cannot be had throws a ToolError that says why and what to do.
 */
export async function ensureEngine(request: EngineRequest): Promise<Engine> {
  const { choice } = request;
  if (choice === "in-process") return { kind: "in-process", reason: "it was asked for" };
  const tool = await findTool(pulumiRecipe, { ...request, choice });
  if (tool.origin === "none") return { kind: "in-process", reason: tool.tried.join("; ") };
  return {
    kind: tool.origin,
    pulumi: tool.executable,
    version: tool.version,
    path: pathFor(tool, request.env ?? process.env),
  };
}
