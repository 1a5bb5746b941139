/** Options of a script of the pipelines, all of them text. */
import { parseArgs, type ParseArgsConfig } from "node:util";

/**
 * Reads options that must be given, or have a default.
 *
 * @returns what gives the value of one.
 * @throws Error with the usage when it is asked for one that is missing, or when there are others than these.
 */
export function requiredOptions<Options extends NonNullable<ParseArgsConfig["options"]>>(
  options: Options,
  usage: string,
): (name: keyof Options & string) => string {
  const values: Readonly<Record<string, unknown>> = parseArgs({ options }).values;
  return (name) => {
    const found = values[name];
    if (typeof found === "string" && found !== "") return found;
    throw new Error(`--${name} is missing.\n${usage}`);
  };
}
