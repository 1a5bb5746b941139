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

/**
 * A mistake the person who runs the program can mend. Its message is complete and is shown without a stack
 * trace; every other error is a defect of the program.
 */
export class UserError extends Error {
  readonly file: string | undefined;
  readonly key: string | undefined;
  readonly problem: string;
  readonly remedy: string;

  constructor(parts: UserErrorParts) {
    const place = [parts.file, parts.key].filter((part) => part !== undefined).map((part) => `${part}: `);
    super(`${place.join("")}${parts.problem} ${parts.remedy}`);
    this.name = "UserError";
    this.file = parts.file;
    this.key = parts.key;
    this.problem = parts.problem;
    this.remedy = parts.remedy;
  }
}
