import { printable, shortened } from "../lib/printable.ts";

/** Where a mistake is, what it is, and what to do about it. */
export interface UserErrorParts {
  /** Base name of the file to open. */
  readonly file?: string | undefined;
  /** The configuration key, dotted: "network.addressSpace". */
  readonly key?: string | undefined;
  /** What is wrong, as a sentence. */
  readonly problem: string;
  /** What to do, as a sentence. */
  readonly remedy: string;
}

/** A value that a message quotes may be a whole file; a name is never that long. */
const longest = { name: 200, sentence: 2_000 } as const;

const name = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : shortened(printable(text), longest.name);

const sentence = (text: string): string => shortened(printable(text), longest.sentence);

/**
 * A mistake the person who runs the program can mend. Its message is complete and is shown without a stack
 * trace; every other error is a defect of the program.
 */
export class UserError extends Error {
  readonly file: string | undefined;
  readonly key: string | undefined;
  readonly problem: string;
  readonly remedy: string;

  /** What the parts quote from files and arguments is made printable and, where it is very long, shortened. */
  constructor(parts: UserErrorParts) {
    const [file, key] = [name(parts.file), name(parts.key)];
    const [problem, remedy] = [sentence(parts.problem), sentence(parts.remedy)];
    const place = [file, key].filter((part) => part !== undefined).map((part) => `${part}: `);
    super(`${place.join("")}${problem} ${remedy}`);
    this.name = "UserError";
    this.file = file;
    this.key = key;
    this.problem = problem;
    this.remedy = remedy;
  }
}
