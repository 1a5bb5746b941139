/** The stack files of a release: for each region the file of a further generation, made from the one that serves now. */
import { existsSync, rmSync } from "node:fs";
import * as path from "node:path";
import { loadEnvironment } from "../../config/load.ts";
import { nextAddressSpace } from "../../config/newStampFile.ts";
import { readAllStackFiles, readStackFiles, type StackFile } from "../../config/stackFiles.ts";
import { formatStackName, stackFileName, type StackName } from "../../config/stackName.ts";
import { readText } from "../../config/textFile.ts";
import { UserError } from "../../config/userError.ts";
import { parseCidr } from "../../lib/cidr.ts";
import { textAt } from "../../lib/properties.ts";
import {
  defaultSettings,
  environmentSettingsSchema,
  parseKey,
  settingsKey,
  settingsSchema,
  type EnvironmentSettings,
  type GenerationKey,
} from "./keys.ts";
import { changedText, foreignKey, generationIn, wantedWeight, type TextChange } from "./stackFile.ts";
import { writeWhole } from "../stackFileEdit.ts";

export interface StartRequest {
  readonly projectRoot: string;
  readonly env: string | undefined;
  /** All regions when left out. */
  readonly regions?: readonly string[] | undefined;
  /** One after the latest when left out. */
  readonly generation?: string | undefined;
  /** What the command line says, before what the environment says. */
  readonly settings: EnvironmentSettings;
  /** Keys of the new files, without the prefix. */
  readonly values: readonly (readonly [keys: readonly string[], value: unknown])[];
}

export interface StartedStamp {
  readonly stack: string;
  readonly file: string;
  readonly replaces: string;
  readonly region: string;
  readonly wave: number;
  readonly weight: number;
  /** `taken`: the file was there. `standing`: so was its release. */
  readonly what: "written" | "taken" | "standing";
}

const letters = "abcdefghijklmnopqrstuvwxyz";

/** The generation after the latest: b after the first one, which has none, c after b, ba after z. */
export function generationAfter(taken: readonly (string | undefined)[]): string {
  const rank = (generation: string | undefined): number =>
    generation === undefined
      ? 0
      : [...generation].reduce((sum, letter) => sum * letters.length + letters.indexOf(letter), 0);
  // Names with digits were chosen by hand, and have no place in the order.
  const highest = Math.max(0, ...taken.filter((name) => !/\d/.test(name ?? "")).map(rank));
  const next = highest + 1;
  const last = letters[next % letters.length] ?? "";
  const result = next < letters.length ? last : `${letters[Math.floor(next / letters.length)] ?? ""}${last}`;
  if (result.length <= 2 && next < letters.length ** 2) return result;
  throw new UserError({
    key: "--generation",
    problem: "There is no letter left after the latest generation.",
    remedy: "Name one yourself: one or two letters or digits.",
  });
}

/** How releases of the environment go: what the global stack's file says, then the defaults. */
export function environmentSettings(projectRoot: string, env: string | undefined): EnvironmentSettings {
  const file = stackFileName(formatStackName({ environment: env, kind: "global" }));
  const full = path.join(projectRoot, file);
  if (!existsSync(full)) return {};
  const value = foreignKey(file, readText(full, { file }), settingsKey);
  return value === undefined ? {} : parseKey(environmentSettingsSchema, value, file, settingsKey);
}

interface Candidate {
  readonly region: string;
  readonly old: StackFile;
  /** The new generation, where it has a file. */
  readonly standing: StackFile | undefined;
  readonly name: StackName;
}

function byRegion(stamps: readonly StackFile[]): Map<string, StackFile[]> {
  const regions = new Map<string, StackFile[]>();
  for (const stamp of stamps) {
    const region = stamp.stack.region ?? "";
    regions.set(region, [...(regions.get(region) ?? []), stamp]);
  }
  return regions;
}

function chosenRegions(all: readonly string[], asked: readonly string[] | undefined): readonly string[] {
  const unknown = asked?.find((region) => !all.includes(region));
  if (unknown === undefined) return asked ?? all;
  throw new UserError({
    key: "--region",
    problem: `No stamp stands in '${unknown}'.`,
    remedy: `Choose from: ${all.join(", ")}.`,
  });
}

function candidate(
  region: string,
  stamps: readonly StackFile[],
  generation: string,
  env?: string,
): Candidate {
  const parts = { environment: env, kind: "stamp" as const, region, generation };
  const text = formatStackName(parts);
  const standing = stamps.find(({ stack }) => stack.text === text);
  const others = stamps.filter((stamp) => stamp !== standing);
  const [old] = others;
  if (old !== undefined && others.length === 1) return { region, old, standing, name: { ...parts, text } };
  throw new UserError({
    key: "--generation",
    problem:
      old === undefined
        ? `'${text}' is the only stamp in ${region}, so there is nothing that it could replace.`
        : `${region} has ${others.map(({ stack }) => stack.text).join(" and ")} besides '${text}', and only one of them can be replaced.`,
    remedy:
      old === undefined
        ? "Leave --generation away, or name another one."
        : "Finish or abort the release that is under way, or destroy the stamp that nobody needs.",
  });
}

function refuseDrained(old: StackFile): number {
  const weight = wantedWeight(old);
  if (weight > 0) return weight;
  throw new UserError({
    file: old.file,
    key: "edge.weight",
    problem: "The stamp takes no requests, so there are none that a new generation could take over.",
    remedy: "Set the weight that the region has to have, or destroy the stamp and add a region.",
  });
}

/** Two stamps cannot answer by one name of their own: the certificate and the origin of each belong to one of them. */
function refuseSameHostName({ old, name }: Candidate, values: StartRequest["values"]): void {
  const host = textAt(old.values, "edge.originHostName");
  if (host === undefined || values.some(([keys]) => keys.join(".") === "edge.originHostName")) return;
  throw new UserError({
    file: old.file,
    key: "edge.originHostName",
    problem: `'${host}' is the name of '${old.stack.text}', and '${name.text}' needs one of its own.`,
    remedy: `Add --set edge.originHostName=${name.generation ?? "new"}-${host}, with a certificate for it.`,
  });
}

/** What the file of the new generation gets besides what it has. */
function changeFor(
  { standing, old }: Candidate,
  generation: GenerationKey,
  siblings: readonly StackFile[],
  values: StartRequest["values"],
): TextChange {
  if (standing !== undefined) return { weight: 0, generation, values };
  const size = parseCidr(textAt(old.values, "network.addressSpace") ?? "10.0.0.0/20").prefix;
  return {
    weight: 0,
    generation,
    values: [
      [["network", "addressSpace"], nextAddressSpace(siblings, size)],
      [["edge", "enabled"], undefined],
      ...values,
    ],
  };
}

/**
 * Writes the stack files of a release, and nothing else. What was started already is left as it is, so that the same command
 * goes on after a crash.
 *
 * @throws UserError when a region cannot be released, and when the files would not be accepted; then none is written.
 */
export function startRelease(request: StartRequest): StartedStamp[] {
  const { projectRoot, env } = request;
  const stamps = readStackFiles(projectRoot, env).filter(({ stack }) => stack.kind === "stamp");
  const shared = environmentSettings(projectRoot, env);
  const { order = "together", regions: ordered = [], ...settings } = { ...shared, ...request.settings };
  const complete = parseKey(
    settingsSchema,
    { ...defaultSettings, ...settings },
    "the command line",
    "settings",
  );
  const regions = byRegion(stamps);
  const underWay = new Map(stamps.map(({ stack }) => [stack.text, generationIn(projectRoot, stack.text)]));
  const generation =
    request.generation ??
    stamps.find(({ stack }) => underWay.get(stack.text) !== undefined)?.stack.generation ??
    generationAfter(stamps.map(({ stack }) => stack.generation));
  const chosen = chosenRegions([...regions.keys()].sort(), request.regions ?? undefined);
  const rank = (region: string): number =>
    ordered.includes(region) ? ordered.indexOf(region) : ordered.length;
  const inOrder = [...chosen].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));

  const started: StartedStamp[] = [];
  const undo: (() => void)[] = [];
  try {
    for (const [index, region] of inOrder.entries()) {
      const here = regions.get(region) ?? [];
      const [only] = here;
      // The release is over in this region: the same command that ran it has nothing left to do.
      if (here.length === 1 && only?.stack.generation === generation) continue;
      const found = candidate(region, here, generation, env);
      const standing = found.standing && underWay.get(found.standing.stack.text);
      const stack = found.name.text;
      const file = stackFileName(stack);
      const place = { stack, file, replaces: found.old.stack.text, region };
      if (standing !== undefined) {
        started.push({ ...place, wave: standing.wave, weight: standing.weight, what: "standing" });
        continue;
      }
      const weight = refuseDrained(found.old);
      refuseSameHostName(found, request.values);
      const wave = order === "together" ? 1 : index + 1;
      const key: GenerationKey = { replaces: found.old.stack.text, weight, wave, ...complete };
      const change = changeFor(found, key, readAllStackFiles(projectRoot), request.values);
      const target = path.join(projectRoot, file);
      const from = found.standing === undefined ? found.old.file : file;
      const before = readText(path.join(projectRoot, from), { file: from });
      undo.push(() => (found.standing ? writeWhole(target, before) : rmSync(target, { force: true })));
      writeWhole(target, changedText(file, before, change));
      started.push({ ...place, wave, weight, what: found.standing ? "taken" : "written" });
    }
    loadEnvironment(projectRoot, env);
  } catch (error) {
    for (const back of undo) back();
    throw error;
  }
  return started;
}
