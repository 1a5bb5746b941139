/** Reading what people write: text of a sensible size, from a regular file, in UTF-8. */
import { readFileSync, statSync } from "node:fs";
import { UserError } from "./userError.ts";

/** The most that a file of ours may hold, in bytes: a hundred times what a large stack file has. */
const mostBytes = 1_048_576;

const remedies: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOENT: ["There is no such file.", "Correct its name, or the link that leads nowhere."],
  ENOTDIR: ["There is no such file.", "Correct its path: a part of it is no folder."],
  ENAMETOOLONG: ["The name is too long for a file.", "Correct it."],
  ERR_INVALID_ARG_VALUE: ["This is no name of a file.", "Correct it."],
  ELOOP: ["It is a link that leads in a circle.", "Put a file in its place."],
  EACCES: ["You may not read it.", "Give yourself read access."],
  EPERM: ["You may not read it.", "Give yourself read access."],
};

/** A text that a person wrote, with where it is. */
interface Place {
  readonly file: string;
  /** The option that named the file. */
  readonly key?: string | undefined;
}

function refusal(place: Place, problem: string, remedy: string): UserError {
  return new UserError({ ...place, problem, remedy });
}

function unreadable(place: Place, error: unknown): UserError {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  const [problem, remedy] = remedies[code] ?? [
    `It cannot be read (${code}).`,
    "Look at the file and at the disk that it is on.",
  ];
  return refusal(place, problem, remedy);
}

/**
 * Reads a text file.
 *
 * @param path where it is.
 * @param place what messages call it.
 * @throws UserError for what is no regular file, cannot be read, is larger than 1 MiB, or is no UTF-8 text.
 */
export function readText(path: string, place: Place): string {
  let content: Buffer;
  try {
    const found = statSync(path);
    // A pipe or a device would never end.
    if (!found.isFile())
      throw refusal(
        place,
        `It is no file, but a ${found.isDirectory() ? "folder" : "device or a pipe"}.`,
        "Put a file in its place.",
      );
    if (found.size > mostBytes)
      throw refusal(
        place,
        `It has ${found.size} bytes, and ${mostBytes} are the most that is read.`,
        "Look whether it is the file that you mean.",
      );
    content = readFileSync(path);
  } catch (error) {
    throw error instanceof UserError ? error : unreadable(place, error);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw refusal(place, "It is no UTF-8 text.", "Save it as UTF-8.");
  }
}
