/** What runs are made with: a place to work in, snapshots to begin with, clean runs to compare with. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { Store } from "../rehearsal/azure/store.ts";
import type { Facts } from "./checks.ts";
import type { Start } from "./model.ts";
import type { Ended, Room } from "./place.ts";
import { writeSmallPlatform } from "./platform.ts";
import { homeRegion, otherRegion } from "./regions.ts";
import { readStates, readSubscription } from "./states.ts";

/** Local subscriptions draw their ids from a salt: with the same one, two runs can be compared. */
const salt = "chaos";

const stampRegions: Readonly<Record<Start, readonly string[]>> = {
  nothing: [homeRegion],
  global: [homeRegion],
  "one stamp": [homeRegion],
  "two stamps": [homeRegion, otherRegion],
};

/** Folders and files that decide what a clean run comes to. */
const decisive = [
  "index.ts",
  "Pulumi.yaml",
  "package-lock.json",
  ...[
    "stacks",
    "components",
    "config",
    "contracts",
    "lib",
    "charts",
    "rehearsal",
    "cli",
    "provider",
    "content",
  ],
  ...["chaos/platform.ts", "chaos/states.ts"],
];

/** A hash of the project as it is now, so that snapshots of another one are not taken for its own. */
export function sourcesHash(root: string): string {
  const hash = createHash("sha256");
  for (const name of decisive) {
    const at = path.join(root, name);
    if (!existsSync(at)) continue;
    const files = name.includes(".")
      ? [at]
      : readdirSync(at, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name))
          .sort();
    for (const file of files) hash.update(path.relative(root, file)).update(readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** A command that had to go well did not. */
export class PreparationFailed extends Error {
  constructor(args: readonly string[], { code, stdout, stderr }: Ended) {
    super(`bulkhead ${args.join(" ")} ended with ${code ?? "a signal"}:\n${stdout}${stderr}`);
  }
}

async function mustEndWell(place: Room, args: readonly string[]): Promise<void> {
  const ended = await place.bulkhead(args);
  if (ended.code !== 0) throw new PreparationFailed(args, ended);
}

/** Writes a file that is read by another job only when it is whole. */
function writeWhole(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}`;
  writeFileSync(beside, text);
  renameSync(beside, file);
}

/** What a place holds. */
export function factsOf(place: Room): Facts {
  return { states: readStates(place.rehearsal), subscription: readSubscription(place.rehearsal) };
}

/** A subscription in which nothing is yet. */
function beginAnew(place: Room): void {
  const store = new Store(place.rehearsal.database);
  store.setMeta("salt", salt);
  store.close();
}

export class Bench {
  private readonly cache: string;
  private readonly making = new Map<string, Promise<unknown>>();
  private readonly say: (line: string) => void;

  constructor(folder: string, hash: string, say: (line: string) => void) {
    this.cache = path.join(folder, hash);
    this.say = say;
  }

  /** Makes a place ready for a run. */
  async begin(place: Room, start: Start): Promise<void> {
    const snapshot = path.join(this.cache, "starts", start.replaceAll(" ", "-"));
    await this.once(`start ${start}`, async () => {
      if (existsSync(snapshot)) return;
      this.say(`preparing the start '${start}'`);
      place.clear();
      writeSmallPlatform(place.root, stampRegions[start]);
      beginAnew(place);
      if (start !== "nothing") await mustEndWell(place, ["up", "--local", "--json", ...only(start)]);
      await place.quiet();
      place.save(`${snapshot}.new`);
      renameSync(`${snapshot}.new`, snapshot);
    });
    writeSmallPlatform(place.root, stampRegions[start]);
    place.restore(snapshot);
  }

  /**
   * What the place's stack files come to from nothing.
   *
   * @param stacks those that are deployed; the others have a file and nothing else.
   */
  async clean(place: Room, stacks: readonly string[]): Promise<Facts> {
    if (stacks.length === 0) return { states: [], subscription: [] };
    const texts = place.stackFiles
      .sort()
      .map((name) => [name, readFileSync(path.join(place.root, name), "utf8")]);
    const key = createHash("sha256")
      .update(JSON.stringify([texts, stacks]))
      .digest("hex")
      .slice(0, 16);
    const file = path.join(this.cache, "clean", `${key}.json`);
    await this.once(`clean ${key}`, async () => {
      if (existsSync(file)) return;
      this.say(`deploying ${stacks.join(", ")} from nothing, to compare with`);
      place.clear();
      for (const [name = "", text = ""] of texts) writeFileSync(path.join(place.root, name), text);
      beginAnew(place);
      await mustEndWell(place, ["up", "--local", "--json", "--only", ...stacks]);
      await place.quiet();
      writeWhole(file, JSON.stringify(factsOf(place)));
    });
    return JSON.parse(readFileSync(file, "utf8")) as Facts;
  }

  /** One job makes what several want at the same time. */
  private once(key: string, make: () => Promise<void>): Promise<unknown> {
    const made = this.making.get(key) ?? make();
    this.making.set(key, made);
    return made;
  }
}

function only(start: Start): string[] {
  return start === "global" ? ["--only", "global"] : [];
}
