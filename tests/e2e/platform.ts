/**
 * Deployed platforms that tests share. The first who needs one deploys it, everybody else works on a copy: a deployment takes
 * minutes, a copy a second.
 *
 * A platform is kept by a digest of everything that decides what is deployed, in node_modules/.cache, where `npm ci` clears it
 * away. What is kept is never written again.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import { switchControlsOff, writeSmallPlatform } from "../../chaos/platform.ts";
import { homeRegion } from "../../chaos/regions.ts";
import { withLock } from "../../rehearsal/engine/lock.ts";
import { rehearsalPlaces } from "../../rehearsal/places.ts";
import { Project } from "./kit.ts";

/**
 * `committed` is what the committed stack files say; `small` is chaos' small platform with one stamp: what is optional is switched off
 * and no control is asked, for tests that deploy again and again.
 */
export type PlatformName = "committed" | "small";

/** A deployment that failed. */
interface Failure {
  /** The process of mocha, whose workers run the tests. */
  readonly run: number;
  readonly problem: string;
}

const projectRoot = path.resolve(import.meta.dirname, "..", "..");

/** Where platforms are kept, and the digest of what they are made of now. Only tests of this file have another one. */
export interface Shelf {
  readonly folder: string;
  readonly digest: () => string;
}

const usual: Shelf = {
  folder: path.join(projectRoot, "node_modules", ".cache", "platforms"),
  digest: () => digestOf(projectRoot),
};

/** Folders of the project that decide what is deployed. Of its files at the root all count. */
const decisive = [
  "chaos",
  "charts",
  "cli",
  "components",
  "config",
  "content",
  "contracts",
  "controls",
  "graph",
  "lib",
  "policy",
  "provider",
  "rehearsal",
  "stacks",
];
/** Platforms of former sources go when they are older: no test of a run that still lasts reads them. */
const keptMilliseconds = 3_600_000;

/** Everything in a project that decides what is deployed: sources, stack files, locked packages, and this Node.js. */
export function digestOf(root: string): string {
  const inside = decisive
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }));
  const files = [...readdirSync(root, { withFileTypes: true }), ...inside]
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .filter((file) => !file.endsWith(".md"))
    .toSorted();
  const hash = createHash("sha256").update(process.version);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  return hash.digest("hex").slice(0, 16);
}

function placeOf(name: PlatformName, { folder, digest }: Shelf): string {
  return path.join(folder, `${name}-${digest()}`);
}

/** A copy of the project with the stack files of a platform, nothing deployed. */
export function emptyProject(name: PlatformName): Project {
  if (name === "committed") return new Project(2);
  const project = new Project(1);
  writeSmallPlatform(project.root, [homeRegion]);
  switchControlsOff(project.root);
  return project;
}

/** Keeps what a project has deployed for the tests that come after, unless there is such a platform already. */
export function keepPlatform(name: PlatformName, project: Pick<Project, "root">, shelf = usual): void {
  const place = placeOf(name, shelf);
  mkdirSync(shelf.folder, { recursive: true });
  const made = mkdtempSync(path.join(shelf.folder, "making-"));
  copyRehearsal(rehearsalPlaces(project.root).root, made);
  try {
    renameSync(made, place);
  } catch (error) {
    // Never in place of another one, which somebody may be copying.
    if (!existsSync(place)) throw error;
    rmSync(made, { recursive: true });
  }
  const now = shelf.digest();
  for (const entry of readdirSync(shelf.folder)) {
    const other = path.join(shelf.folder, entry);
    const age = Date.now() - (statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (!entry.includes(now) && age > keptMilliseconds) rmSync(other, { recursive: true, force: true });
  }
}

/**
 * Deploys a platform anew and keeps it. Whoever asks for it meanwhile waits.
 *
 * @throws what `deploy` throws; in the rest of this run of mocha, who asks for the platform is told so at once.
 */
export async function makePlatform(
  name: PlatformName,
  project: Project,
  deploy: (project: Project) => Promise<void>,
  shelf = usual,
): Promise<void> {
  await locked(name, shelf, () => make(name, project, deploy, shelf));
}

async function make(
  name: PlatformName,
  project: Project,
  deploy: (project: Project) => Promise<void>,
  shelf: Shelf,
): Promise<void> {
  try {
    await deploy(project);
    keepPlatform(name, project, shelf);
  } catch (error) {
    const failure: Failure = { run: process.ppid, problem: String(error) };
    writeFileSync(`${placeOf(name, shelf)}.failed`, JSON.stringify(failure));
    throw error;
  }
}

/** What failed in this run would fail again, and take as long. */
function refuseWhatFailed(name: PlatformName, shelf: Shelf): void {
  const file = `${placeOf(name, shelf)}.failed`;
  if (!existsSync(file)) return;
  const { run, problem } = JSON.parse(readFileSync(file, "utf8")) as Failure;
  if (run === process.ppid) throw new Error(`the platform '${name}' could not be deployed: ${problem}`);
}

/** Deploys everything in a project, and fails with what the command said. */
async function up(project: Project): Promise<void> {
  const { code, stdout, stderr } = await project.inBackground("up", "--local");
  if (code !== 0) throw new Error(`up ended with ${code}: ${stdout}${stderr}`);
}

/** The folder `.rehearsal` of a deployed platform, for looking only: what it holds is everybody's. */
export async function deployedPlatform(name: PlatformName, deploy = up, shelf = usual): Promise<string> {
  const place = placeOf(name, shelf);
  if (existsSync(place)) return place;
  await locked(name, shelf, async () => {
    if (existsSync(place)) return;
    refuseWhatFailed(name, shelf);
    const project = emptyProject(name);
    try {
      await make(name, project, deploy, shelf);
    } finally {
      project.remove();
    }
  });
  return place;
}

/** The local subscription of a deployed platform, for looking only; where no engine can be had, that of a run in process. */
export async function databaseOf(name: PlatformName): Promise<string> {
  const folder = await deployedPlatform(name);
  const [file = ""] = ["azure.db", "in-process.db"].filter((each) => existsSync(path.join(folder, each)));
  return path.join(folder, file);
}

/** A project with a deployed platform of its own, to do anything with. */
export async function deployedProject(name: PlatformName): Promise<Project> {
  const place = await deployedPlatform(name);
  const project = emptyProject(name);
  copyRehearsal(place, rehearsalPlaces(project.root).root);
  return project;
}

/** Without links: those of the workspace point into the project that was deployed, and are made anew. */
function copyRehearsal(from: string, to: string): void {
  cpSync(from, to, { recursive: true, filter: (source) => !isLink(source) });
}

function isLink(place: string): boolean {
  return lstatSync(place).isSymbolicLink();
}

function locked(name: PlatformName, { folder }: Shelf, body: () => Promise<void>): Promise<void> {
  mkdirSync(folder, { recursive: true });
  return withLock(path.join(folder, `${name}.lock`), `the platform '${name}'`, () => undefined, body);
}
