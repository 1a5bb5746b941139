/** A lock between processes, so that two runs do not fetch or build one tool at the same time. */
import { linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Who holds a lock; the content of the lock file. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** ISO 8601. */
  readonly since: string;
}

/** How often things happen, in milliseconds. Only tests change them. */
export interface LockTimes {
  /** Between two looks at a lock that is held. */
  readonly poll: number;
  /** Between two lines that say for whom we wait. */
  readonly remind: number;
  /** Between two signs of life of the holder. */
  readonly beat: number;
  /** Watched for so long without a sign of life, the holder counts as dead. */
  readonly silence: number;
}

const usualTimes: LockTimes = { poll: 250, remind: 10_000, beat: 5_000, silence: 60_000 };

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

function create(file: string): boolean {
  const holder: Holder = { pid: process.pid, host: os.hostname(), since: new Date().toISOString() };
  try {
    // wx: O_CREAT | O_EXCL.
    writeFileSync(file, JSON.stringify(holder), { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

function read(file: string): { text: string; beat: number } | undefined {
  try {
    return { text: readFileSync(file, "utf8"), beat: statSync(file).mtimeMs };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder;
  } catch {
    // Between creation and the first byte, or a machine that went down in between.
    return undefined;
  }
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}

function isDead(holder: Holder | undefined, silent: number, times: LockTimes): boolean {
  if (silent > times.silence) return true;
  return holder !== undefined && holder.host === os.hostname() && !processLives(holder.pid);
}

/**
 * Removes the lock of a dead process, whose content is `text`. Of several that try at once one rename succeeds.
 * Where a new holder slipped in between look and rename, its lock is put back.
 */
function bury(file: string, text: string): void {
  const grave = `${file}.dead-${process.pid}-${Date.now()}`;
  try {
    renameSync(file, grave);
    if (readFileSync(grave, "utf8") !== text) linkSync(grave, file);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes(errorCode(error) ?? "")) throw error;
  } finally {
    rmSync(grave, { force: true });
  }
}

/**
 * Runs `body` while holding the lock file `file`. Waits for another living process that holds it, saying so
 * through `report`; takes over the lock of a dead one. `what` completes "… is being" in that line.
 */
export async function withLock<T>(
  file: string,
  what: string,
  report: (line: string) => void,
  body: () => Promise<T>,
  times: LockTimes = usualTimes,
): Promise<T> {
  let remindAt = 0;
  // Silence is measured by what this process saw on a clock that stands still while the machine sleeps: neither
  // the clock of another machine nor a closed lid makes a living holder look dead.
  let lastBeat = 0;
  let heardAt = performance.now();
  while (!create(file)) {
    const seen = read(file);
    if (!seen) continue;
    const holder = parseHolder(seen.text);
    if (seen.beat !== lastBeat) {
      lastBeat = seen.beat;
      heardAt = performance.now();
    }
    if (isDead(holder, performance.now() - heardAt, times)) {
      report(
        `taking over the lock of ${holder ? `process ${holder.pid}` : "a process"} that is gone (${file})`,
      );
      bury(file, seen.text);
      continue;
    }
    if (Date.now() >= remindAt) {
      const who = holder
        ? `process ${holder.pid} on ${holder.host} since ${holder.since}`
        : "another process";
      report(`waiting: ${what} by ${who}`);
      remindAt = Date.now() + times.remind;
    }
    await sleep(times.poll);
  }
  const ours = readFileSync(file, "utf8");
  const stillOurs = (): boolean => read(file)?.text === ours;
  const beat = setInterval(() => {
    if (stillOurs()) utimesSync(file, new Date(), new Date());
  }, times.beat);
  beat.unref();
  try {
    return await body();
  } finally {
    clearInterval(beat);
    if (stillOurs()) rmSync(file, { force: true });
  }
}
