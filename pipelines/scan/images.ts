/**
 * Scans images before they are mirrored:
 *
 *     npx bulkhead images --all --json > images.json
 *     node pipelines/scan/images.ts images.json scanned.txt
 *
 * Writes the digests of what it scanned; ends with 1, and writes nothing, when an image has a known vulnerability or could not be
 * scanned. It needs a way to the images' registries and to osv.dev, and no rights.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { runCommand, type CommandResult } from "../../rehearsal/engine/command.ts";
import { ensureTool } from "../tools/recipes.ts";
import { scanImages, type ListedImage } from "./imageScan.ts";
import { findingLines } from "./osvReport.ts";

const [, , list, target] = process.argv;
if (list === undefined || target === undefined) {
  console.error("usage: node pipelines/scan/images.ts LIST DIGESTS");
  process.exit(2);
}
const report = (line: string): void => console.error(line);
const crane = await ensureTool("crane", report);
const scanner = await ensureTool("osvScanner", report);
const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-images-"));
const config = path.resolve(import.meta.dirname, "../../osv-scanner.toml");
/** Ten minutes: the largest image on a slow line. */
const run = (file: string, args: readonly string[]): Promise<CommandResult> =>
  runCommand(file, args, { env: process.env, timeout: 600_000 });

try {
  const { images } = JSON.parse(readFileSync(list, "utf8")) as { images: readonly ListedImage[] };
  const archive = path.join(folder, "image.tar");
  const { clean, refused } = await scanImages(images, {
    report,
    digest: async (reference) => {
      const result = await run(crane, ["digest", reference]);
      if (!result.ok) throw new Error(`its registry gave no digest: ${result.problem}`);
      return result.stdout.trim();
    },
    findings: async (reference) => {
      const pulled = await run(crane, [
        "pull",
        "--platform",
        "linux/amd64",
        "--format",
        "tarball",
        reference,
        archive,
      ]);
      if (!pulled.ok) throw new Error(`it could not be fetched: ${pulled.problem}`);
      const result = await run(scanner, [
        ...["scan", "image", "--archive", archive, "--config", config, "--format", "json"],
      ]);
      const found = findingLines(result.stdout);
      // A scanner that fails for another reason has not said that the image is clean.
      if (!result.ok && found.length === 0) throw new Error(`it could not be scanned: ${result.problem}`);
      return found;
    },
  });
  for (const { target: image, reasons } of refused)
    console.log([`refused ${image}`, ...reasons].join("\n  "));
  if (refused.length > 0) {
    console.log(
      `${refused.length} of ${images.length} images may not be mirrored. Take a newer version in lib/images/catalogue.ts, or except a finding in osv-scanner.toml with reason and date.`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(target, `${clean.join("\n")}\n`);
    console.log(`${clean.length} images are clean; their digests are in ${target}.`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
