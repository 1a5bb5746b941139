/** What is said when a command cannot go on: one message, never a stack trace that nobody asked for. */
import * as path from "node:path";
import { UserError } from "../config/userError.ts";
import { printable, shortened } from "../lib/printable.ts";
import { ToolError } from "../rehearsal/engine/tool.ts";
import { projectRoot } from "./common.ts";
import { pulumiFailure } from "./engineText.ts";

/** The variable that asks for the stack traces of defects. */
export const debugVariable = "BULKHEAD_DEBUG";

/** What the operating system refuses, by its code. Nothing of it is a defect of the program. */
const system: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  EACCES: ["You may not read or write it.", "Give yourself the right, or run as who has it."],
  EPERM: ["You may not read or write it.", "Give yourself the right, or run as who has it."],
  EROFS: ["It is on a disk that is read only.", "Work in a folder that can be written."],
  ENOSPC: ["The disk is full.", "Make room, then run the same command again."],
  EDQUOT: ["Your share of the disk is used up.", "Make room, then run the same command again."],
  EMFILE: ["Too many files are open.", "Raise the limit (`ulimit -n`), or lower --parallel."],
  ENOENT: ["It is not there.", "Put it back, or correct what names it."],
  ENOTDIR: ["A part of the path is no folder.", "Put a folder in its place."],
  EISDIR: ["It is a folder, and has to be a file.", "Put a file in its place."],
  EEXIST: ["It is there already.", "Move it away."],
  ELOOP: ["It is a link that leads in a circle.", "Put the real thing in its place."],
};

/** What the operating system refused about a file; undefined for every other error. */
function systemError(error: unknown): UserError | undefined {
  if (!(error instanceof Error) || !("code" in error) || !("path" in error)) return undefined;
  const known = system[String(error.code)];
  if (known === undefined || typeof error.path !== "string") return undefined;
  const file = path.isAbsolute(error.path) ? path.relative(projectRoot, error.path) : error.path;
  const [problem, remedy] = known;
  return new UserError({ file: file.startsWith("..") ? error.path : file, problem, remedy });
}

/** The first place in the program's own files that a stack trace names: "cli/main.ts:12". */
function placeOf(stack: string): string | undefined {
  for (const [, file = "", line = ""] of stack.matchAll(/(?:\(|at )(?:file:\/\/)?([^()\s]+?):(\d+):\d+/g)) {
    const inside = path.relative(projectRoot, file);
    if (!inside.startsWith("..") && !inside.includes("node_modules") && !file.startsWith("node:"))
      return `${inside}:${line}`;
  }
  return undefined;
}

/**
 * What is said of an error, without the word `error:` before it.
 *
 * @param debug whether a defect is shown with its stack trace.
 */
export function failureText(error: unknown, debug: boolean): string {
  if (error instanceof UserError) return error.message;
  if (error instanceof ToolError) return printable(error.message);
  const refused = systemError(error);
  if (refused !== undefined && !debug) return refused.message;
  const engine = pulumiFailure(error);
  if (engine !== undefined && !debug) return engine;
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  if (debug) return stack === "" ? String(error) : stack;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const place = placeOf(stack);
  return (
    `This is a defect of bulkhead, and not a mistake of yours: ${shortened(printable(what), 500)}` +
    `${place === undefined ? "" : ` (${place})`}. ` +
    `Please report it with the command that you ran; ${debugVariable}=1 before it shows the stack trace.`
  );
}

/** Ends the process for an error that nobody has caught. */
export function failUncaught(error: unknown): never {
  // Whoever read our output has enough of it, as `head` has.
  if (error instanceof Error && "code" in error && error.code === "EPIPE") process.exit(141);
  process.stderr.write(`error: ${failureText(error, asksForTraces(process.env))}\n`);
  process.exit(1);
}

/** Whether the environment asks for stack traces. */
export function asksForTraces(env: Readonly<Record<string, string | undefined>>): boolean {
  return ![undefined, "", "0", "false"].includes(env[debugVariable]);
}
