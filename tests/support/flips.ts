import { documentedKeys, type DocumentedKey } from "../../config/configurationPage.ts";

/** How a test changes one key. */
export interface Flip {
  /** The other value. */
  readonly to: unknown;
  /** Values by path that must stand already, for example the section that the key belongs to. */
  readonly given?: Readonly<Record<string, unknown>>;
  /** The key confirms what is stated elsewhere: the other value is refused, with this in the message. */
  readonly refused?: RegExp;
  /** The key is handed to other stacks, and changes no resource of its own. */
  readonly inContract?: true;
}

type Values = Record<string, unknown>;

/** Keys that hold a value themselves, without the sections around them. */
export function leafKeys(schema: Parameters<typeof documentedKeys>[0]): DocumentedKey[] {
  const keys = [...new Map(documentedKeys(schema).map((key) => [key.path, key])).values()];
  const isSection = ({ path }: DocumentedKey): boolean =>
    keys.some((other) => [".", "[].", "[]["].some((end) => other.path.startsWith(`${path}${end}`)));
  return keys.filter((key) => !isSection(key));
}

/** Another value than the one in force, where the schema alone tells one: switches and choices. */
export function obviousFlip(key: DocumentedKey, current: unknown): Flip | undefined {
  if (typeof current === "boolean") return { to: !current };
  if (typeof current === "string" && key.values.startsWith("`")) {
    const choices = key.values.split(", ").map((text): unknown => JSON.parse(text.replaceAll("`", "")));
    const other = choices.find((choice) => choice !== current);
    return other === undefined ? undefined : { to: other };
  }
  return undefined;
}

/** The value at a path such as "cluster.userPools[].vmSize"; of a list, the first entry counts. */
export function valueAt(values: unknown, path: string): unknown {
  return steps(path).reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null
        ? (value as Record<string | number, unknown>)[step]
        : undefined,
    values,
  );
}

/** A copy of the values with another one at a path. Sections on the way are made. */
export function withValueAt(values: Values, path: string, value: unknown): Values {
  const copy = structuredClone(values);
  const way = steps(path);
  let place: Record<string | number, unknown> = copy;
  way.forEach((step, index) => {
    if (index === way.length - 1) {
      place[step] = value;
      return;
    }
    place[step] ??= typeof way[index + 1] === "number" ? [] : {};
    place = place[step] as Record<string | number, unknown>;
  });
  return copy;
}

function steps(path: string): (string | number)[] {
  return path.split(".").flatMap((part): (string | number)[] => {
    const name = part.replaceAll("[]", "");
    return [name, ...Array.from({ length: (part.length - name.length) / 2 }, () => 0)];
  });
}
