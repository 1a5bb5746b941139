/** `images`: what has to be in the platform's registry before a stamp can start a pod. */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { Command } from "commander";
import { loadEnvironment } from "../../config/load.ts";
import { imageNeeds } from "../../config/workload.ts";
import { readText } from "../../config/textFile.ts";
import { UserError } from "../../config/userError.ts";
import {
  charts,
  images,
  imagesDate,
  type MirroredChart,
  type MirroredImage,
} from "../../lib/images/catalogue.ts";
import { lockedDigests } from "../../lib/images/digests.ts";
import {
  lockedImage,
  mergeDigests,
  readDigests,
  withoutMoving,
  type Digests,
} from "../../lib/images/lock.ts";
import { mirrorScript } from "../../lib/images/mirror.ts";
import { neededBy } from "../../lib/images/needs.ts";
import { projectRoot } from "../common.ts";
import { environmentOption } from "../environment.ts";

interface ImagesOptions {
  readonly env?: string;
  readonly all?: true;
  readonly json?: true;
  readonly script?: string;
  readonly lock?: string;
  readonly refresh?: true;
}

/** What is to be mirrored. */
export interface MirrorList {
  readonly images: readonly MirroredImage[];
  readonly charts: readonly MirroredChart[];
}

const lockFile = "lib/images/images.lock.json";

/** Everything of the catalogue, or what the stamps of an environment need. */
function mirrorList(options: Pick<ImagesOptions, "env" | "all">): MirrorList {
  if (options.all) return { images, charts };
  const needs = loadEnvironment(projectRoot, options.env).flatMap((context) =>
    context.kind === "stamp" ? [imageNeeds(context.config)] : [],
  );
  const any = {
    secretsStore: needs.some(({ secretsStore }) => secretsStore),
    certManager: needs.some(({ certManager }) => certManager),
    workloadBuild: true,
  };
  return { images: neededBy(images, any), charts: neededBy(charts, any) };
}

/** The list as a table. */
export function mirrorTable(list: MirrorList, digests: Digests): string {
  const rows = [
    ["IMAGE", "FROM", "DIGEST"],
    ...list.images.map((image) => [
      `${image.repository}:${image.tag}`,
      `${image.source}:${image.tag}`,
      lockedImage(image, digests).digest || "not recorded",
    ]),
    ["", "", ""],
    ["CHART", "FROM", "VERSION"],
    ...list.charts.map((chart) => [chart.repository, chart.source, chart.version]),
  ];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map(([first = "", second = "", third = ""]) =>
    `${first.padEnd(widths[0] ?? 0)}  ${second.padEnd(widths[1] ?? 0)}  ${third}`.trimEnd(),
  );
  return [
    ...lines,
    "",
    `Versions as of ${imagesDate}. Images of the workload itself: npm run workload:images.`,
  ].join("\n");
}

/** The list as data for programs. */
export function mirrorJson(list: MirrorList, digests: Digests): Readonly<Record<string, unknown>> {
  return {
    date: imagesDate,
    images: list.images.map(({ id, source, repository, tag, purpose, ...image }) => ({
      id,
      source: `${source}:${tag}`,
      target: `${repository}:${tag}`,
      digest: lockedImage({ repository, tag }, digests).digest || null,
      need: image.need,
      purpose,
    })),
    charts: list.charts.map(({ id, name, version, source, repository, need, purpose }) => ({
      id,
      name,
      source,
      target: `${repository}:${version}`,
      need,
      purpose,
    })),
  };
}

/** The text of the lock file with these digests; what the images before them were stays. */
export function lockText(digests: Digests, today: string): string {
  const current = JSON.parse(readFileSync(path.join(projectRoot, lockFile), "utf8")) as {
    _meta: Record<string, string>;
    digests: Digests;
  };
  const merged = mergeDigests(current.digests, digests, images);
  return `${JSON.stringify({ _meta: { ...current._meta, date: today }, digests: merged }, null, 2)}\n`;
}

function writeLock(file: string): void {
  const text = readText(file, { file, key: "--lock" });
  let digests: Digests;
  try {
    digests = readDigests(text, images);
  } catch (error) {
    throw new UserError({
      file,
      key: "--lock",
      problem: error instanceof Error ? error.message : String(error),
      remedy:
        "Give it the digests.txt that the script of `npx bulkhead images --script REGISTRY` writes, or `npm run workload:images`.",
    });
  }
  writeFileSync(path.join(projectRoot, lockFile), lockText(digests, new Date().toISOString().slice(0, 10)));
  process.stdout.write(`${Object.keys(digests).length} digests were recorded in ${lockFile}. Commit it.\n`);
}

function run(options: ImagesOptions): void {
  if (options.lock !== undefined) {
    writeLock(options.lock);
    return;
  }
  const list = mirrorList(options);
  if (options.script !== undefined) {
    if (!/^[a-zA-Z0-9]{5,50}$/.test(options.script)) {
      throw new UserError({
        key: "--script",
        problem: `'${options.script}' is not the name of a container registry.`,
        remedy: "Name it without its domain; the contract of the global stack has it as registry.name.",
      });
    }
    const digests = options.refresh ? withoutMoving(list.images, lockedDigests) : lockedDigests;
    process.stdout.write(mirrorScript(options.script, list.images, list.charts, digests));
  } else if (options.json) {
    process.stdout.write(`${JSON.stringify(mirrorJson(list, lockedDigests), null, 2)}\n`);
  } else {
    process.stdout.write(`${mirrorTable(list, lockedDigests)}\n`);
  }
}

export function addImagesCommand(program: Command): void {
  program
    .command("images")
    .description(
      "List the images and charts of others that the platform's registry must hold, with their digests.",
    )
    .addOption(environmentOption())
    .option("--all", "all that any configuration needs, instead of what the stack files do")
    .option("--json", "print JSON")
    .option("--script <registry>", "print a shell script that brings them into this registry")
    .option(
      "--refresh",
      "with --script: fetch tags that their publishers move anew, instead of what is recorded",
    )
    .option("--lock <file>", "record the digests that the script, or `npm run workload:images`, wrote")
    .option("--local", "accepted for uniformity: the list is the same for a rehearsal")
    .addHelpText(
      "after",
      "\nExamples:\n  npx bulkhead images --script crbhglexample > mirror.sh && sh mirror.sh && npx bulkhead images --lock digests.txt",
    )
    .action(run);
}
