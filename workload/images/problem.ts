/** Something that keeps images from being built, and what to do about it. Its message is complete. */
export class ImagesProblem extends Error {
  constructor(problem: string, remedy: string) {
    super(`${problem} ${remedy}`);
    this.name = "ImagesProblem";
  }
}
