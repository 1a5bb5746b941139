import { configNamespace } from "./stackFiles.ts";

/**
 * The program's own configuration values out of all that the engine hands over.
 *
 * The engine turns every value into text: lists and objects into JSON, scalars into what they print as. That
 * is why no key at the top is a number or a boolean: it could not be told from a string.
 *
 * @param all every configuration value of the stack, as pulumi.runtime.allConfig returns it.
 */
export function runtimeValues(all: Readonly<Record<string, string>>): Record<string, unknown> {
  const prefix = `${configNamespace}:`;
  return Object.fromEntries(
    Object.entries(all)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]): [string, unknown] => [key.slice(prefix.length), decode(text)]),
  );
}

function decode(text: string): unknown {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
