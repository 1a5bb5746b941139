/** What faults do outside of Azure: to the processes of a run, and to the backend's folder. Linux only, where they look into /proc. */
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import * as os from "node:os";
import * as path from "node:path";
import { processesBelow } from "../../processes.ts";

export interface FaultWorld {
  /** Ends the local Azure's own process at once. */
  killProvider(): void;
  /** Ends the engine that works on a stack. */
  killEngine(stack: string): void;
  /** Ends the command that runs the rehearsal, with everything below it, this process included. */
  killCommand(): void;
  /** Lets no write of the engine that works on a stack succeed any more. */
  fillDisk(stack: string): void;
  /** Takes the lock of a stack as another run; returns what `unlock` wants to be told. */
  lock(stack: string): string;
  unlock(lock: string): void;
}

/** A world in which there is nothing to break: for a local Azure that nobody's command runs. */
export const noWorld: FaultWorld = {
  killProvider: () => undefined,
  killEngine: () => undefined,
  killCommand: () => undefined,
  fillDisk: () => undefined,
  lock: () => "",
  unlock: () => undefined,
};

function argumentsOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
  } catch {
    return [];
  }
}

/** Whether a command line is that of a `pulumi` which works on a stack. */
export function isEngineOf(stack: string, [program = "", ...rest]: readonly string[]): boolean {
  if (path.basename(program) !== "pulumi") return false;
  return rest.some(
    (argument, index) =>
      (["--stack", "-s"].includes(argument) && rest[index + 1] === stack) || argument === `--stack=${stack}`,
  );
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself meanwhile.
  }
}

/**
 * The processes and the backend of a rehearsal.
 *
 * @param command process id of the command that runs it.
 * @param state folder of the file backend.
 */
export function rehearsalWorld(command: () => number | undefined, state: string): FaultWorld {
  const below = (): number[] => {
    const root = command();
    return root === undefined ? [] : processesBelow(root);
  };
  const enginesOf = (stack: string): number[] => below().filter((pid) => isEngineOf(stack, argumentsOf(pid)));
  return {
    killProvider: () => process.kill(process.pid, "SIGKILL"),
    killEngine: (stack) => enginesOf(stack).forEach(kill),
    killCommand() {
      const root = command();
      const others = below().filter((pid) => pid !== process.pid);
      // The command first, so that it sees none of the others die.
      for (const pid of [...(root === undefined ? [] : [root]), ...others, process.pid]) kill(pid);
    },
    /**
     * A full disk without being root: the running engine may write files of no length (RLIMIT_FSIZE), so that every write to a file
     * fails. It reads EFBIG, "file too large", where a full disk says ENOSPC; Go ignores the signal that comes with it.
     */
    fillDisk(stack) {
      for (const pid of enginesOf(stack)) spawnSync("prlimit", ["--pid", String(pid), "--fsize=0:0"]);
    },
    /** As the file backend writes it (newLock in pkg/backend/diy/lock.go of pulumi), of a process that lives. */
    lock(stack) {
      const folder = path.join(state, ".pulumi", "locks", "organization", "bulkhead", stack);
      const file = path.join(folder, `${randomUUID()}.json`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(
        file,
        JSON.stringify({
          pid: process.pid,
          username: os.userInfo().username,
          hostname: os.hostname(),
          timestamp: new Date().toISOString(),
        }),
      );
      return file;
    },
    unlock: (file) => rmSync(file, { force: true }),
  };
}
