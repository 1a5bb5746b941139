/** Options and preparations that the commands share. */
import { existsSync, readdirSync, statSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { Option, type Command } from "commander";
import type { StackName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";
import { environmentOption } from "./environment.ts";

export const projectRoot = path.resolve(import.meta.dirname, "..");

const engineChoices = ["auto", "path", "download", "build", "in-process"] as const;
export type EngineChoice = (typeof engineChoices)[number];

export interface StackOptions {
  readonly local?: true;
  readonly json?: true;
  readonly only?: readonly string[];
  readonly parallel: number;
  readonly engine: EngineChoice;
  readonly env?: string;
  readonly verbose?: true;
}

/** Reads an option that is a whole number. */
export function wholeNumberOption(
  option: string,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= least && number <= most) return number;
    throw new UserError({
      key: option,
      problem: `'${text}' is not possible here.`,
      remedy: `Give a whole number from ${least}${most === Number.MAX_SAFE_INTEGER ? "" : ` to ${most}`}.`,
    });
  };
}

/** Where a rehearsal takes its engine from. */
export function engineOption(): Option {
  return new Option("--engine <choice>", "where the Pulumi engine of a rehearsal comes from")
    .choices(engineChoices)
    .default("auto");
}

/** How many stacks are worked on at the same time: as many as there are processors, and two at least. */
export function parallelOption(): Option {
  return new Option("--parallel <number>", "stacks worked on at the same time")
    .argParser(wholeNumberOption("--parallel", 1))
    .default(Math.max(2, os.availableParallelism()));
}

/** Options of every command that works on stacks. */
export function withStackOptions(command: Command): Command {
  return command
    .option("--local", "rehearse against the local Azure instead of working on the real one")
    .option("--json", "print the result as JSON, and nothing else, on standard output")
    .option("--only <stack...>", "these stacks only; what they build on is taken as it is")
    .addOption(parallelOption())
    .addOption(environmentOption({ mayHaveNone: command.name() === "destroy" }))
    .option("--verbose", "a line for every resource")
    .addOption(engineOption());
}

/** Refuses names that `--only` gives and no stack has. */
export function checkSelection(only: readonly string[] | undefined, stacks: readonly StackName[]): void {
  const unknown = only?.find((name) => !stacks.some((stack) => stack.text === name));
  if (unknown === undefined) return;
  throw new UserError({
    key: "--only",
    problem: `There is no stack '${unknown}'.`,
    remedy: `Choose from: ${stacks.map((stack) => stack.text).join(", ")}.`,
  });
}

/** The compiled policy pack. */
export function policyPack(): string {
  const pack = path.join(projectRoot, "policy");
  const newest = (folder: string): number =>
    Math.max(
      0,
      ...readdirSync(folder, { recursive: true, encoding: "utf8" }).map(
        (name) => statSync(path.join(folder, name)).mtimeMs,
      ),
    );
  const compiled = path.join(pack, "dist");
  const sources = [path.join(pack, "src"), path.join(projectRoot, "controls")];
  if (existsSync(compiled) && Math.max(...sources.map(newest)) > newest(compiled)) {
    throw new UserError({
      file: "policy/src, controls",
      problem: "They are newer than the compiled policy pack.",
      remedy: "Run `npm run build:policy`.",
    });
  }
  if (!existsSync(compiled)) {
    throw new UserError({
      file: "policy/dist",
      problem: "The policy pack has not been compiled.",
      remedy: "Run `npm run build:policy`.",
    });
  }
  return pack;
}

/** Human text: to standard output, or to standard error when that is reserved for JSON. */
export function speaker(json: boolean | undefined): (line: string) => void {
  return json
    ? (line) => void process.stderr.write(`${line}\n`)
    : (line) => void process.stdout.write(`${line}\n`);
}
