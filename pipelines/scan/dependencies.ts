/**
 * Known vulnerabilities of everything that is locked: `npm run scan:dependencies`, or of the lists of contents (CycloneDX) in a folder:
 * `npm run scan:dependencies -- FOLDER`.
 *
 * npm's lock files and the Go modules that tools are built from, asked of osv.dev by osv-scanner. A finding ends it with 1. An
 * exception is an entry in osv-scanner.toml with a reason and a date on which it expires.
 */
import { readdirSync } from "node:fs";
import * as path from "node:path";
import { spawnSync } from "node:child_process";
import { ensureTool } from "../tools/recipes.ts";

const root = path.resolve(import.meta.dirname, "../..");

/** Lock files of the project, without those of installed packages. */
export function lockFiles(folder: string = root): string[] {
  const skipped = new Set(["node_modules", ".git", ".rehearsal", ".bulkhead", "dist", "coverage"]);
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return skipped.has(entry.name) ? [] : lockFiles(file);
      return entry.name === "package-lock.json" || entry.name === "go.mod" ? [file] : [];
    })
    .sort();
}

/** Lists of contents in a folder. */
export function contentLists(folder: string): string[] {
  const files = readdirSync(folder).filter((name) => name.endsWith(".cdx.json"));
  if (files.length === 0)
    throw new Error(`${folder} has no file *.cdx.json: nothing would have been scanned.`);
  return files.map((name) => path.join(folder, name)).sort();
}

if (import.meta.main) {
  const scanner = await ensureTool("osvScanner", (line) => console.error(line));
  const [folder] = process.argv.slice(2);
  const found = folder === undefined ? lockFiles() : contentLists(path.resolve(folder));
  const files = found.flatMap((file) => ["--lockfile", path.relative(root, file)]);
  const { status } = spawnSync(scanner, ["scan", "source", "--config", "osv-scanner.toml", ...files], {
    cwd: root,
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
}
