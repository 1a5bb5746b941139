import { existsSync, readFileSync, writeFileSync } from "node:fs";

interface Report {
  readonly files: Record<string, { mutants: { readonly status: string }[] }>;
}

/**
 * Forgets what no test covered when it was asked last. Stryker would keep that answer for code that a new test only loads, which is
 * then not asked at all.
 */
export function forgetUncovered(file: string): void {
  if (!existsSync(file)) return;
  const report = JSON.parse(readFileSync(file, "utf8")) as Report;
  for (const entry of Object.values(report.files))
    entry.mutants = entry.mutants.filter(({ status }) => status !== "NoCoverage");
  writeFileSync(file, JSON.stringify(report));
}
