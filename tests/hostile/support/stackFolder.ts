import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { stringify } from "yaml";
import { documentedKeys } from "../../../config/configurationPage.ts";
import { globalConfigSchema } from "../../../config/schema/global.ts";
import { opsConfigSchema } from "../../../config/schema/ops.ts";
import { stampConfigSchema } from "../../../config/schema/stamp.ts";
import { configNamespace } from "../../../config/stackFiles.ts";
import { flips as globalFlips } from "../../support/flips/global.ts";
import { flips as opsFlips } from "../../support/flips/ops.ts";
import { flips as stampFlips } from "../../support/flips/stamp.ts";
import { withValueAt, type Flip } from "../../support/flips.ts";
import { hostileText, hostileValue, ownKeys, trickyKeys } from "./values.ts";

type Values = Record<string, unknown>;

/** A platform that is accepted: what is hostile about a case is the one thing that was changed. */
const sound: Readonly<Record<string, Values>> = {
  global: { location: "eastus" },
  "ops-eastus": { location: "eastus", network: { addressSpace: "10.8.0.0/21" } },
  "stamp-eastus": { location: "eastus", network: { addressSpace: "10.10.0.0/20" } },
  "stamp-westeurope": { location: "westeurope", network: { addressSpace: "10.10.16.0/20" } },
};

/** The text of a stack file with these keys of our own. */
export function stackText(values: Values): string {
  const keys = Object.entries(values).map(([key, value]) => [`${configNamespace}:${key}`, value] as const);
  // Aliases would hide what is repeated, and a folded line would not be the text that was meant.
  return stringify({ config: ownKeys(keys) }, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** The texts of the sound platform, by file name. */
export const soundFiles: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(sound).map(([stack, values]) => [`Pulumi.${stack}.yaml`, stackText(values)]),
);

/** A folder of files for one case after another. */
export class Folder {
  readonly root = mkdtempSync(join(tmpdir(), "bulkhead-hostile-"));

  /** Leaves exactly these files in the folder. */
  hold(...parts: readonly Readonly<Record<string, string | Uint8Array>>[]): void {
    for (const name of readdirSync(this.root)) rmSync(join(this.root, name), { recursive: true });
    for (const [name, content] of parts.flatMap(Object.entries<string | Uint8Array>)) {
      mkdirSync(dirname(join(this.root, name)), { recursive: true });
      writeFileSync(join(this.root, name), content);
    }
  }

  /** Everything in the folder, to be compared with what it was before. */
  content(): Record<string, string> {
    return Object.fromEntries(
      readdirSync(this.root, { recursive: true, encoding: "utf8" })
        .filter((name) => statSync(join(this.root, name), { throwIfNoEntry: false })?.isFile())
        .map((name) => [name, readFileSync(join(this.root, name), "base64")]),
    );
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

interface Kind {
  readonly stack: string;
  readonly paths: readonly string[];
  readonly flips: Readonly<Record<string, Flip>>;
}

const kinds: readonly Kind[] = (
  [
    ["global", globalConfigSchema, globalFlips],
    ["ops-eastus", opsConfigSchema, opsFlips],
    ["stamp-eastus", stampConfigSchema, stampFlips],
  ] as const
).map(([stack, schema, flips]) => ({
  stack,
  paths: [...new Set(documentedKeys(schema).map(({ path }) => path))],
  flips,
}));

/** One stack file that differs from a sound one. */
export interface HostileFile {
  readonly stack: string;
  /** What was done to it, for whoever reads a counterexample. */
  readonly what: string;
  readonly text: string;
}

/** Sections that the key needs around it stand with sound values, as far as the tests of the keys know them. */
function around({ stack, flips }: Kind, path: string): Values {
  const given = Object.entries(flips[path]?.given ?? {});
  return given.reduce((values, [key, value]) => withValueAt(values, key, value), sound[stack] ?? {});
}

function place(values: Values, path: string, value: unknown): Values {
  try {
    return withValueAt(values, path, value);
  } catch {
    // The path leads through a value that is no section: the value then takes the whole section's place.
    return withValueAt(values, path.split(/[.[]/)[0] ?? path, value);
  }
}

/** A sound file with one key, of all that are documented at any depth, set to anything. */
const wrongValue: fc.Arbitrary<HostileFile> = fc
  .constantFrom(...kinds.flatMap((kind) => kind.paths.map((path) => ({ kind, path }))))
  .chain(({ kind, path }) =>
    fc.oneof({ weight: 4, arbitrary: hostileValue }, fc.constant(kind.flips[path]?.to)).map((value) => ({
      stack: kind.stack,
      what: path,
      text: stackText(place(around(kind, path), path, value ?? null)),
    })),
  );

/** A sound file with a key that nobody knows, in the place of one that is known or beside it. */
const wrongKey: fc.Arbitrary<HostileFile> = fc
  .constantFrom(...kinds.flatMap((kind) => kind.paths.map((path) => ({ kind, path }))))
  .chain(({ kind, path }) =>
    fc
      .tuple(fc.oneof(fc.constantFrom(...trickyKeys), hostileText, fc.constant(`${path}x`)), hostileValue)
      .map(([key, value]) => {
        const section = path.replace(/\[\]$/, "").split(".").slice(0, -1).join(".");
        const own = ownKeys([[key, value]]);
        const values = around(kind, path);
        const changed =
          section === "" ? ownKeys([...Object.entries(values), [key, value]]) : place(values, section, own);
        return { stack: kind.stack, what: `${section}.${key}`, text: stackText(changed) };
      }),
  );

/** A sound text with a piece cut out, repeated, or replaced by anything. */
const damagedText: fc.Arbitrary<HostileFile> = fc
  .record({
    stack: fc.constantFrom(...Object.keys(sound)),
    at: fc.nat(),
    length: fc.nat(20),
    instead: fc.oneof(
      hostileText,
      fc.constantFrom(":", "&a ", "*a", "!!binary ", "- ", "\t", "{", "[", "? ", "|", ">", "%", "---\n"),
    ),
  })
  .map(({ stack, at, length, instead }) => {
    const text = soundFiles[`Pulumi.${stack}.yaml`] ?? "";
    const from = at % (text.length + 1);
    return {
      stack,
      what: `damage at ${from}`,
      text: text.slice(0, from) + instead + text.slice(from + length),
    };
  });

/** Stack files that differ from sound ones in one place. No file can hold half a character. */
export const hostileFile: fc.Arbitrary<HostileFile> = fc
  .oneof(
    { weight: 5, arbitrary: wrongValue },
    { weight: 2, arbitrary: wrongKey },
    { weight: 2, arbitrary: damagedText },
  )
  .map((file) => ({ ...file, text: file.text.toWellFormed() }));
