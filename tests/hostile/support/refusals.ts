import { UserError } from "../../../config/userError.ts";
import { ToolError } from "../../../rehearsal/engine/tool.ts";

/** Longer messages bury what they say. */
const longest = 4_000;

/** Control characters can move the cursor of a terminal, and directional marks can turn a text around. Line ends are meant. */

const unprintable =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/u;

/** What makes a message useless to the person who reads it; undefined for a message that helps. */
export function flawOf(message: string): string | undefined {
  if (message.trim() === "") return "it is empty";
  if (message.length > longest) return `it has ${message.length} characters`;
  if (/^\s+at .+[:(]/m.test(message)) return "it has a stack trace";
  const [odd] = unprintable.exec(message) ?? [];
  if (odd !== undefined) return `it has the character U+${odd.codePointAt(0)?.toString(16).padStart(4, "0")}`;
  if (message.includes("[object Object]")) return "it shows an object as [object Object]";
  return undefined;
}

/**
 * How hostile input was refused; undefined where it was taken after all.
 *
 * @throws Error for whatever is not a designed refusal, with its cause.
 */
export async function refusalOf(work: () => unknown): Promise<UserError | ToolError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError) && !(error instanceof ToolError))
      throw new Error(`no designed refusal, but ${String(error)}`, { cause: error });
    const flaw = flawOf(error.message);
    if (flaw !== undefined) throw new Error(`the message does not help, for ${flaw}: ${error.message}`);
    return error;
  }
}

/**
 * As refusalOf, for input that comes from a file: the refusal has to say which one.
 *
 * @param files part of what every message has to name, for example the ending of stack files.
 */
export async function refusalInFile(work: () => unknown, files: RegExp): Promise<UserError | undefined> {
  const refusal = await refusalOf(work);
  if (refusal === undefined) return undefined;
  if (!(refusal instanceof UserError)) throw new Error(`it names no file: ${refusal.message}`);
  if (!files.test(refusal.file ?? "")) throw new Error(`it names '${refusal.file}': ${refusal.message}`);
  return refusal;
}
