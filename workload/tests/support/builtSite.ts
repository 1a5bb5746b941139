import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSite } from "../../site/build.ts";

/** The site, built as for the platform, in a folder of its own. */
export async function builtSite(): Promise<{ readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), "site-"));
  await buildSite(folder);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}
