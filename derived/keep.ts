import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file that follows from data: its path below the project's root, and its text. */
export type DerivedFile = readonly [path: string, text: string];

/** Writes the files below the root. */
export function writeDerived(root: string, files: readonly DerivedFile[]): void {
  for (const [file, text] of files) {
    const path = join(root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

/** The files below the root that are not there, or hold something else than their data says. */
export function staleDerived(root: string, files: readonly DerivedFile[]): readonly string[] {
  return files.filter(([file, text]) => readIfThere(join(root, file)) !== text).map(([file]) => file);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
