/** YAML as plain data, without what YAML can do beyond it: every reader of the project's YAML files goes through here. */
import { isMap, isScalar, LineCounter, parseDocument, visit, type Document, type YAMLMap } from "yaml";
import { UserError } from "./userError.ts";

/** Deeper than every section of a stack file. */
const deepest = 100;

/** A document that keeps its comments, with its content as plain data. */
export interface YamlText {
  readonly document: Document;
  readonly content: unknown;
}

/** Where a text comes from. */
interface Place {
  readonly file?: string | undefined;
  readonly key?: string | undefined;
}

type Refuse = (problem: string, remedy?: string, offset?: number) => UserError;

/** What YAML does not allow, and Pulumi refuses. */

const controlCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

const tooDeep = "It is nested too deeply.";

/**
 * Reads one YAML document.
 *
 * @param place what messages name: a file, an option.
 * @throws UserError, with the line, for what is no YAML, for a key that stands twice, and for what is more than maps, lists, texts,
 *   numbers and switches: tags, references that lead in circles or multiply, keys that are lists.
 */
export function readYaml(text: string, place: Place): YamlText {
  const lines = new LineCounter();
  const refuse: Refuse = (problem, remedy = "Correct that line.", offset) => {
    const line = offset === undefined ? undefined : lines.linePos(offset).line;
    const { file } = place;
    const at = file === undefined || line === undefined ? file : `${file}, line ${line}`;
    return new UserError({ ...place, file: at, problem, remedy });
  };
  const control = controlCharacter.exec(text);
  if (control !== null) {
    const line = text.slice(0, control.index).split("\n").length;
    throw refuse(`Line ${line} has the control character ${JSON.stringify(control[0])}.`, "Take it away.");
  }
  // Its own check for keys that stand twice compares each with each, which takes minutes for a long list.
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error !== undefined) throw refuse(whatIsWrong(error.message), undefined, error.pos[0]);
  const [warning] = document.warnings;
  if (warning !== undefined)
    throw refuse(
      "Only plain values are read here, without tags and directives.",
      "Take the word with `!` or `%` away.",
      warning.pos[0],
    );
  const { version, explicit } = document.directives?.yaml ?? {};
  if (explicit === true && version !== "1.2")
    throw refuse(`This is YAML ${version}, in which values mean something else.`, "Write YAML 1.2.");
  try {
    refuseTwins(document, refuse);
    const content: unknown = document.toJS();
    const odd = oddity(content, []);
    if (odd !== undefined) throw refuse(odd.problem, odd.remedy);
    return { document, content };
  } catch (thrown) {
    throw thrown instanceof UserError ? thrown : refuse(...unfolding(thrown));
  }
}

/** The library's own message repeats the position and draws the line; its first sentence is what helps. */
function whatIsWrong(message: string): string {
  if (/call stack/.test(message)) return tooDeep;
  if (/multiple documents/.test(message))
    return "A second document begins here, and only one of them would be read.";
  if (/stringKeys/.test(message)) return "A key has to be a text.";
  return `This is not valid YAML: ${message.split(/ at line \d+/)[0]}.`;
}

/** What goes wrong while references are followed. */
function unfolding(error: unknown): [problem: string, remedy: string] {
  const message = error instanceof Error ? error.message : String(error);
  if (/call stack/.test(message)) return [tooDeep, "Look whether it is the file that you mean."];
  const [, name] = /Unresolved alias.*: (\S+)/.exec(message) ?? [];
  if (name !== undefined)
    return [`'*${name}' refers to what is not there.`, `Write \`&${name}\` before the value that is meant.`];
  return ["Its references multiply each other beyond measure.", "Write the values out."];
}

function refuseTwins(document: Document, refuse: Refuse): void {
  visit(document, { Map: (_, map: YAMLMap) => refuseTwinsIn(map, refuse) });
}

function refuseTwinsIn(map: YAMLMap, refuse: Refuse): void {
  if (!isMap(map)) return;
  const seen = new Set<string>();
  for (const { key } of map.items) {
    const name = String(isScalar(key) ? key.value : key);
    const offset = isScalar(key) ? key.range?.[0] : undefined;
    if (seen.has(name))
      throw refuse(`The key '${name}' stands here a second time.`, "Keep one of them.", offset);
    seen.add(name);
  }
}

interface Oddity {
  readonly problem: string;
  readonly remedy: string;
}

/** What plain data cannot hold. */
function oddity(value: unknown, above: readonly unknown[]): Oddity | undefined {
  if (typeof value === "number" && !Number.isFinite(value))
    return { problem: `${value} is no number here.`, remedy: "Write digits." };
  if (typeof value !== "object" || value === null) return undefined;
  if (above.includes(value))
    return { problem: "A value contains itself through a reference.", remedy: "Write the value out." };
  if (above.length >= deepest)
    return { problem: tooDeep, remedy: "Look whether it is the file that you mean." };
  if (!Array.isArray(value) && Object.keys(value).some((key) => /^(.*:)?__proto__$/.test(key)))
    return { problem: "'__proto__' cannot be a key.", remedy: "Choose another name." };
  const inside = [...above, value];
  for (const inner of Object.values(value) as unknown[]) {
    const found = oddity(inner, inside);
    if (found !== undefined) return found;
  }
  return undefined;
}
