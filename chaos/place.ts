/** A copy of the project in which commands are run as a person runs them, and killed. */
import { spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, readFileSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import * as path from "node:path";
import { switchControlsOff } from "./platform.ts";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { findAzure } from "../rehearsal/azureProcess.ts";
import { rehearsalPlaces, type RehearsalPlaces } from "../rehearsal/places.ts";
import { processesBelow } from "../rehearsal/processes.ts";
import { copyProject, type ProjectCopy } from "../rehearsal/projectCopy.ts";
import type { Kill, Victim } from "./model.ts";

/** How a command ended. */
export interface Ended {
  /** undefined where it was killed. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** Kills that found their victim. */
  readonly killed: readonly Victim[];
}

/** Longer than the slowest command takes on a busy machine. */
const longestSeconds = 900;
const watchMilliseconds = 40;
/**
 * A stack's program makes some hundred MB of promises that all live to its end: in a young generation of the usual 16 MB they are
 * copied again and again.
 */
const nodeOptions = `${process.env["NODE_OPTIONS"] ?? ""} --max-semi-space-size=128`.trim();
const stackFile = /^Pulumi\..+\.yaml$/;
const engineCommand = /(^|\/)pulumi\0(up|destroy|preview|refresh)\0/;

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // Gone in the meantime.
    return "";
  }
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    // Gone in the meantime, or somebody else's.
    return "";
  }
}

function strike(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** What a run needs of a place. */
export type Room = Pick<
  Place,
  "root" | "rehearsal" | "aside" | "stackFiles" | "bulkhead" | "quiet" | "clear" | "save" | "restore"
>;

export class Place {
  readonly root: string;
  readonly rehearsal: RehearsalPlaces;
  private readonly copy: ProjectCopy;

  constructor() {
    this.copy = copyProject(1);
    this.root = this.copy.root;
    this.rehearsal = rehearsalPlaces(this.root);
    switchControlsOff(this.root);
  }

  get stackFiles(): string[] {
    return readdirSync(this.root).filter((name) => stackFile.test(name));
  }

  /** Beside the copy: where what a run has left is put while the place is used for something else. */
  get aside(): string {
    return `${this.root}-aside`;
  }

  async remove(): Promise<void> {
    await this.quiet();
    this.copy.remove();
    rmSync(this.aside, { recursive: true, force: true });
  }

  /** Begins anew with what a snapshot holds: stack files and rehearsal. */
  restore(snapshot: string): void {
    this.clear();
    cpSync(snapshot, this.root, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
  }

  /** Keeps stack files and rehearsal for later. */
  save(snapshot: string): void {
    rmSync(snapshot, { recursive: true, force: true });
    for (const name of [...this.stackFiles, path.basename(this.rehearsal.root)])
      cpSync(path.join(this.root, name), path.join(snapshot, name), {
        recursive: true,
        preserveTimestamps: true,
        verbatimSymlinks: true,
      });
  }

  clear(): void {
    rmSync(this.rehearsal.root, { recursive: true, force: true });
    for (const name of this.stackFiles) rmSync(path.join(this.root, name));
  }

  /** Waits until the processes of dead commands have noticed, and ends a local Azure that was left alone. */
  async quiet(): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const left = this.processes();
      if (left.length === 0) return;
      // A local Azure ends by itself within a second of its command; engines whose provider is gone do so, too.
      if (tries === 50) await (await findAzure(this.rehearsal))?.stop();
      if (tries === 90) for (const pid of left) strike(pid, "SIGKILL");
      await sleep(100);
    }
  }

  /** Processes that work in this copy: they name it, or run in it. */
  private processes(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
      .map(Number)
      .filter((pid) => commandOf(pid).includes(this.root) || folderOf(pid).startsWith(this.root));
  }

  /** Runs `bulkhead` with these arguments. */
  async bulkhead(args: readonly string[], kills: readonly Kill[] = []): Promise<Ended> {
    const started = Date.now();
    const before = this.operations();
    const child = spawn(process.execPath, [path.join(this.root, "cli", "bulkhead.js"), ...args], {
      cwd: this.root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: nodeOptions },
    });
    const texts = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"] as const)
      child[name].setEncoding("utf8").on("data", (part: string) => (texts[name] += part));
    // Processes that outlive a killed command keep its pipes open: its end is when it exits, not when they close.
    const exited = new Promise<number | undefined>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => resolve(code ?? undefined));
    });
    let over = false;
    const watched = Promise.all(kills.map((kill) => this.watch(child, kill, before, () => over)));
    const limit = setTimeout(() => void this.kill(child, "tree"), longestSeconds * 1000);
    const code = await exited;
    clearTimeout(limit);
    over = true;
    const killed = (await watched).flatMap((victim) => (victim === undefined ? [] : [victim]));
    child.stdout.destroy();
    child.stderr.destroy();
    return { code, ...texts, seconds: (Date.now() - started) / 1000, killed };
  }

  /** Waits for the moment of a kill; tells the victim, if there was one. */
  private async watch(
    child: ChildProcess,
    { kill, operations, milliseconds }: Kill,
    before: number,
    isOver: () => boolean,
  ): Promise<Victim | undefined> {
    while (operations > 0 && !isOver() && this.operations() - before < operations)
      await sleep(watchMilliseconds);
    await sleep(milliseconds);
    // An engine or a local Azure may not have been started yet.
    while (!isOver()) {
      if (this.kill(child, kill)) return kill;
      await sleep(watchMilliseconds);
    }
    return undefined;
  }

  private kill(child: ChildProcess, victim: Victim): boolean {
    const { pid } = child;
    if (pid === undefined) return false;
    const below = processesBelow(pid);
    switch (victim) {
      case "engine":
        return below.filter((id) => engineCommand.test(commandOf(id))).some((id) => strike(id, "SIGKILL"));
      case "azure":
        return below
          .filter((id) => commandOf(id).includes(path.join("rehearsal", "azure", "main.ts")))
          .some((id) => strike(id, "SIGKILL"));
      case "tree":
        return [pid, ...below].map((id) => strike(id, "SIGKILL")).some(Boolean);
      case "command":
        return strike(pid, "SIGKILL");
      case "interrupt":
        return strike(pid, "SIGINT");
    }
  }

  /** How many operations the local Azure has accepted since it was made. */
  private operations(): number {
    if (!existsSync(this.rehearsal.database)) return 0;
    try {
      const database = new DatabaseSync(this.rehearsal.database, { readOnly: true });
      try {
        const row = database.prepare("SELECT max(number) AS last FROM operations").get();
        return Number(row?.["last"] ?? 0);
      } finally {
        database.close();
      }
    } catch {
      // It is just being made.
      return 0;
    }
  }
}
