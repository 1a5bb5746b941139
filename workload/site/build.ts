/** Builds the site: `npm run workload:site`. */
import * as path from "node:path";
import { build } from "vite";

const root = import.meta.dirname;

/** Where the site is built to, and `npx bulkhead content` finds it. */
export const builtSite = path.join(root, "dist");

/**
 * Builds the site as for the platform.
 *
 * @param folder emptied first.
 */
export async function buildSite(folder: string, logLevel: "info" | "error" = "error"): Promise<void> {
  await build({
    configFile: path.join(root, "vite.config.ts"),
    logLevel,
    build: { outDir: folder, emptyOutDir: true },
  });
}

if (import.meta.main) await buildSite(builtSite, "info");
