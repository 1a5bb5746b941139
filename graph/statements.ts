/** The isolation statements of the architecture, as data, and whether they hold. */
export {
  checkStatement,
  checkStatements,
  findingLines,
  statements,
  type Finding,
} from "./statements/check.ts";
export type { Seed, Statement } from "./statements/types.ts";
