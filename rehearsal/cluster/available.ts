/** Whether the tools of a test can be had on this machine without waiting for anything to be tried. */
import * as path from "node:path";
import { findOnPath, isExecutable } from "../engine/places.ts";
import { installedFolder } from "../engine/tool.ts";
import { recipes, type ClusterToolName } from "./recipes.ts";

/** Tools of which there is no build in the cache, and which nothing here could build: there is no Go. */
export function unavailable(
  names: readonly ClusterToolName[],
  env: NodeJS.ProcessEnv = process.env,
): ClusterToolName[] {
  if (findOnPath("go", env["PATH"]) !== undefined) return [];
  return names.filter((name) => {
    const recipe = recipes[name];
    return !isExecutable(path.join(installedFolder(recipe, "build", env), recipe.name));
  });
}

/**
 * Why a pipeline leaves a test out, as one line; undefined when the test has to run. Only a pipeline may: whoever asks for the test
 * by hand wants to know what is missing, and gets an error.
 */
export function reasonToSkip(
  what: string,
  names: readonly ClusterToolName[],
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const missing = unavailable(names, env);
  if (env["CI"] !== "true" || missing.length === 0) return undefined;
  const tools = missing.map((name) => recipes[name].name).join(", ");
  return `skipped: ${what} needs ${tools}, of which there is no build in the cache, and no Go to build it with (https://go.dev/dl).`;
}
