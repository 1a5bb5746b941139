import { suggest } from "../lib/suggest.ts";
import { UserError } from "./userError.ts";

/** The kinds of stack, in the order in which they are deployed. */
export const stackKinds = ["global", "ops", "stamp"] as const;

export type StackKind = (typeof stackKinds)[number];

/** A stack name taken apart: `[<env>.]<kind>[-<region>[-<generation>]]`. */
export interface StackName {
  /** Undefined for the environment whose names carry no prefix. */
  readonly environment: string | undefined;
  readonly kind: StackKind;
  /** The Azure location. `global` has none, the others always have one. */
  readonly region?: string;
  /** Tells stamps of one region apart while a new one takes over from an old one. */
  readonly generation?: string;
  /** The whole name. */
  readonly text: string;
}

/**
 * Lengths are bounded because environment and generation are part of key vault and storage account names,
 * which have 24 characters.
 */
export const environmentPattern = /^[a-z][a-z0-9]{0,3}$/;
const generationPattern = /^[a-z0-9]{1,2}$/;
const regionPattern = /^[a-z][a-z0-9]*$/;

const grammar =
  "Stack names are [<environment>.]<kind>[-<region>[-<generation>]]: global, stamp-eastus, stamp-eastus-b, int.global.";

/**
 * Takes a stack name apart. Whether the region exists is not decided here.
 *
 * @param file the stack file the name comes from, for messages.
 * @throws UserError when the name does not follow the grammar.
 */
export function parseStackName(text: string, file?: string): StackName {
  const refuse = (problem: string, remedy = grammar): UserError => new UserError({ file, problem, remedy });
  if (text !== text.toLowerCase()) {
    throw refuse(`'${text}' has capital letters.`, `Call it '${text.toLowerCase()}'.`);
  }

  const parts = text.split(".");
  if (parts.length > 2) throw refuse(`'${text}' has more than one point.`);
  const [rest = "", environment] = parts.reverse();
  if (environment !== undefined && !environmentPattern.test(environment)) {
    throw refuse(`'${environment}' is no environment: one letter, then up to three letters or digits.`);
  }

  const [kindText = "", region, generation, ...excess] = rest.split("-");
  const kind = stackKinds.find((known) => known === kindText);
  if (kind === undefined) {
    const [meant] = suggest(kindText, stackKinds);
    throw refuse(
      `'${kindText}' is no kind of stack.`,
      meant === undefined ? grammar : `Did you mean '${meant}'? ${grammar}`,
    );
  }
  if (excess.length > 0) throw refuse(`'${text}' has too many parts.`);
  if (kind === "global") {
    if (region !== undefined)
      throw refuse(`'${text}' names a region, and there is one global stack for all regions.`);
    return { environment, kind, text };
  }
  if (region === undefined || !regionPattern.test(region))
    throw refuse(`'${text}' does not name its region.`);
  if (generation === undefined) return { environment, kind, region, text };
  if (kind !== "stamp") throw refuse(`'${text}' names a generation, and only stamps have one.`);
  if (!generationPattern.test(generation)) {
    throw refuse(`'${generation}' is no generation: one or two letters or digits.`);
  }
  return { environment, kind, region, generation, text };
}

/** Puts a stack name together; the inverse of parseStackName. */
export function formatStackName(parts: Omit<StackName, "text">): string {
  const prefix = parts.environment === undefined ? "" : `${parts.environment}.`;
  return prefix + [parts.kind, parts.region, parts.generation].filter((part) => part !== undefined).join("-");
}

/** The file that holds a stack's configuration, as Pulumi names it. */
export function stackFileName(stack: string): string {
  return `Pulumi.${stack}.yaml`;
}
