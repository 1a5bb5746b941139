/**
 * The project as the engine sees it in a rehearsal: links to the real files, and copies of the stack files.
 *
 * Pulumi writes the salt of a passphrase into the stack file it works with. In copies that does no harm; the
 * committed files, which belong to the real Azure, stay as they are.
 */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as path from "node:path";
import type { RehearsalPlaces } from "./places.ts";
import { rehearsedText } from "./stackCopy.ts";

/** What the project file and the program refer to by relative path. */
const linked = ["index.ts", "preload.cjs", "package.json", "node_modules", "provider", "policy", "charts"];
const stackFile = /^Pulumi\..+\.ya?ml$/i;
const salt = /^encryptionsalt:.*$/m;

function writeIfDifferent(file: string, text: string): void {
  if (!existsSync(file) || readFileSync(file, "utf8") !== text) writeFileSync(file, text);
}

function link(target: string, at: string): void {
  const standing = lstatSync(at, { throwIfNoEntry: false });
  if (standing?.isSymbolicLink() && readlinkSync(at) === target) return;
  rmSync(at, { recursive: true, force: true });
  symlinkSync(target, at, "junction");
}

/**
 * The engine keeps a log of all that it does, compressed and encrypted, in a folder of its home: a third of what it computes. It
 * does without where it cannot make the folder. `pulumi --logtostderr -v 9` shows the same to those who ask for it.
 */
function withoutEngineLog(home: string): void {
  const logs = path.join(home, "logs");
  if (statSync(logs, { throwIfNoEntry: false })?.isFile()) return;
  rmSync(logs, { recursive: true, force: true });
  writeFileSync(logs, "A file in the place of the engine's log folder keeps the engine from writing one.\n");
}

/** Brings the rehearsal's view of the project up to date. */
export function syncWorkspace(projectRoot: string, places: RehearsalPlaces): void {
  for (const folder of [places.workspace, places.state, places.home, places.journals])
    mkdirSync(folder, { recursive: true });
  withoutEngineLog(places.home);
  for (const name of linked) {
    const target = path.join(projectRoot, name);
    if (existsSync(target)) link(target, path.join(places.workspace, name));
  }
  writeIfDifferent(
    path.join(places.workspace, "Pulumi.yaml"),
    readFileSync(path.join(projectRoot, "Pulumi.yaml"), "utf8"),
  );
  const real = readdirSync(projectRoot).filter((name) => stackFile.test(name));
  for (const name of readdirSync(places.workspace).filter(
    (name) => stackFile.test(name) && !real.includes(name),
  )) {
    rmSync(path.join(places.workspace, name));
  }
  for (const name of real) {
    const text = readFileSync(path.join(projectRoot, name), "utf8");
    const copy = path.join(places.workspace, name);
    const kept = existsSync(copy) ? salt.exec(readFileSync(copy, "utf8"))?.[0] : undefined;
    writeIfDifferent(copy, rehearsedText(name, text, kept));
  }
}
