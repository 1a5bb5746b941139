/** Processes of the local run: their output, their end. */
import { spawn, type ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import * as readline from "node:readline";

export interface ChildOptions {
  readonly name: string;
  /** Script and arguments for this Node.js. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Everything that it prints is kept there. */
  readonly logFile: string;
  /** Told of every line. */
  readonly onLine?: (line: string) => void;
  /** Told when it ends without having been asked to. */
  readonly onLost?: (child: Child) => void;
}

export interface Child {
  readonly name: string;
  readonly logFile: string;
  /** The newest lines that it has printed. */
  readonly lastLines: readonly string[];
  /** How it ended; undefined while it runs. */
  readonly ending: string | undefined;
  /** Asks it to end, and ends it when it does not within ten seconds. */
  stop(): Promise<void>;
}

const keptLines = 12;
const patienceMilliseconds = 10_000;

/** What must not outlive this process, whichever way it ends. */
const running = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

export function startChild(options: ChildOptions): Child {
  const { name, logFile } = options;
  const log = createWriteStream(logFile);
  const lastLines: string[] = [];
  let ending: string | undefined;
  let asked = false;
  const child = spawn(process.execPath, [...options.args], {
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
    // A group of its own: Ctrl-C reaches this process alone, which ends the others in their order.
    detached: true,
  });
  running.add(child);
  for (const stream of [child.stdout, child.stderr])
    readline.createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
      options.onLine?.(line);
    });
  const ended = new Promise<void>((resolve) => {
    // "close" comes after the last line, "exit" may come before.
    child.on("close", (code, signal) => {
      running.delete(child);
      log.end();
      ending = signal === null ? `ended with exit code ${String(code)}` : `was ended by ${signal}`;
      if (!asked) options.onLost?.(self);
      resolve();
    });
  });
  const self: Child = {
    name,
    logFile,
    lastLines,
    get ending() {
      return ending;
    },
    async stop() {
      asked = true;
      if (ending !== undefined) return;
      child.kill("SIGTERM");
      const hard = setTimeout(() => child.kill("SIGKILL"), patienceMilliseconds);
      await ended;
      clearTimeout(hard);
    },
  };
  return self;
}
