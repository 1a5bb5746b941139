/** The files of both pipelines. */
import { readFileSync, readdirSync } from "node:fs";
import * as path from "node:path";
import { projectRoot } from "../support/runStack.ts";

/** A file with its path from the project's root. */
export interface PipelineFile {
  readonly file: string;
  readonly text: string;
}

function under(folder: string): PipelineFile[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => ({
      file: path.join(folder, name),
      text: readFileSync(path.join(projectRoot, folder, name), "utf8"),
    }));
}

export const workflows: readonly PipelineFile[] = under(".github/workflows");
export const actions: readonly PipelineFile[] = under(".github/actions");
export const azurePipelines: readonly PipelineFile[] = under(".azure-pipelines");
