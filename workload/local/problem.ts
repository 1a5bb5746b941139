/** Something that keeps the local run from going on, and what to do about it. Its message is complete. */
export class LocalProblem extends Error {
  constructor(problem: string, remedy: string) {
    super(`${problem} ${remedy}`);
    this.name = "LocalProblem";
  }
}
