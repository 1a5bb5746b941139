/** `--env` on every verb: which environment is meant, and whether there is one of that name. */
import { Option, type Command } from "commander";
import { unprefixedFolder } from "../config/defaults.ts";
import { environmentsIn } from "../config/stackFiles.ts";
import { environmentPattern, parseStackName } from "../config/stackName.ts";
import { UserError } from "../config/userError.ts";
import { suggest } from "../lib/suggest.ts";

/** By what the environment goes whose stack files have no prefix. */
export const defaultEnvironment = unprefixedFolder;

function checkEnvironment(text: string): string {
  if (text === defaultEnvironment || environmentPattern.test(text)) return text;
  throw new UserError({
    key: "--env",
    problem: `'${text}' is no name of an environment.`,
    remedy: `Write one letter, then up to three letters or digits, or '${defaultEnvironment}' for stack files without a prefix.`,
  });
}

class EnvironmentOption extends Option {
  /** Whether the environment may have no stack files: none yet, or none any more. */
  readonly mayHaveNone: boolean;

  constructor(mayHaveNone: boolean) {
    super("--env <name>", "the environment, for stack names like `int.global`");
    this.mayHaveNone = mayHaveNone;
    this.argParser(checkEnvironment);
  }
}

export function environmentOption({ mayHaveNone = false } = {}): Option {
  return new EnvironmentOption(mayHaveNone);
}

/** The environment of stacks that are named with their prefix; undefined where they do not agree. */
function impliedBy(named: unknown): string | undefined {
  const names = [named].flat().filter((name) => typeof name === "string");
  const environments = new Set(
    names.map((name) => {
      try {
        return parseStackName(name).environment;
      } catch {
        // What is no stack's name is refused where stacks are chosen.
        return undefined;
      }
    }),
  );
  const [only, ...others] = environments;
  return others.length === 0 ? only : undefined;
}

/**
 * Settles the environment of a command before it runs. `--env default` is the one without a prefix, and
 * `--only int.stamp-eastus` alone means `--env int`.
 *
 * @throws UserError for an environment without stack files.
 */
export function settleEnvironment(command: Command, projectRoot: string): void {
  const option = command.options.find((candidate) => candidate instanceof EnvironmentOption);
  if (option === undefined) return;
  const given: unknown = command.getOptionValue("env");
  const environment =
    given === undefined
      ? (impliedBy(command.getOptionValue("only")) ?? impliedBy(command.getOptionValue("stack")))
      : given === defaultEnvironment
        ? undefined
        : (given as string);
  command.setOptionValueWithSource("env", environment, given === undefined ? "implied" : "cli");
  if (environment === undefined || given === undefined || option.mayHaveNone) return;

  const known = environmentsIn(projectRoot);
  if (known.includes(environment)) return;
  const names = known.map((name) => name ?? defaultEnvironment);
  const [meant] = suggest(environment, names);
  throw new UserError({
    key: "--env",
    problem: `No stack file belongs to an environment '${environment}'.`,
    remedy:
      meant === undefined
        ? `There are: ${names.join(", ")}. A new one begins with Pulumi.${environment}.global.yaml.`
        : `Did you mean '${meant}'?`,
  });
}
