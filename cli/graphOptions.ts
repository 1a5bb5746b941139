/** Options of the commands that read the resource graph. */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Option, type Command } from "commander";
import { environmentOption } from "./environment.ts";
import { loadGraph, type LoadedGraph } from "./graphSource.ts";

export interface GraphOptions {
  readonly env?: string;
  readonly local?: true;
  readonly source?: "state" | "program";
  readonly json?: true;
}

export function withGraphOptions(command: Command): Command {
  return command
    .option("--local", "the rehearsal's state instead of the real platform's")
    .addOption(environmentOption())
    .addOption(
      new Option(
        "--source <source>",
        "read states, or run the programs; without it states where every stack has one",
      ).choices(["state", "program"]),
    )
    .option("--json", "print the result as JSON, and nothing else, on standard output");
}

/** The graph that the options ask for; what the reader should know about it goes to standard error. */
export async function graphFor({ env, local, source }: GraphOptions): Promise<LoadedGraph> {
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  const loaded = await loadGraph({ env, local, from: source, say });
  for (const note of loaded.notes) say(note);
  if (loaded.source === "program")
    say("Read from the stack files by running the programs: nothing needs to be deployed.");
  return loaded;
}

/** Writes a result to a file, or to standard output. */
export function deliver(content: string, output: string | undefined): void {
  const text = content.endsWith("\n") ? content : `${content}\n`;
  if (output === undefined) {
    process.stdout.write(text);
    return;
  }
  mkdirSync(path.dirname(path.resolve(output)), { recursive: true });
  writeFileSync(output, text);
  process.stderr.write(`written: ${output}\n`);
}
