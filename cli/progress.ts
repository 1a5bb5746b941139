/** Live progress of several stacks: a redrawn list in a terminal, plain lines everywhere else. */
import { Listr, type ListrTask } from "listr2";
import type { Progress } from "./listener.ts";

export interface ProgressView {
  readonly report: (progress: Progress) => void;
  readonly begin: (stack: string) => void;
  readonly end: (stack: string, outcome: "done" | "failed" | "skipped", text: string) => void;
  /** Ends when everything has been drawn. */
  readonly finish: () => Promise<void>;
}

/** Lines for logs: one when a stack begins and ends, and for what fails. */
export function plainView(write: (line: string) => void, verbose: boolean): ProgressView {
  const counts = new Map<string, number>();
  return {
    begin: (stack) => write(`${stack}: started`),
    report({ stack, kind, text }) {
      if (kind === "ended") {
        const count = (counts.get(stack) ?? 0) + 1;
        counts.set(stack, count);
        // A long run shows that it lives without a line for each of its hundreds of resources.
        if (verbose || count % 25 === 0) write(`${stack}: ${count} operations, last: ${text}`);
      }
      if (kind === "failed" || kind === "note")
        write(`${stack}: ${kind === "failed" ? "failed: " : ""}${text}`);
    },
    end: (stack, outcome, text) => write(`${stack}: ${outcome}${text === "" ? "" : `, ${text}`}`),
    finish: () => Promise.resolve(),
  };
}

interface Pending {
  readonly done: (outcome: "done" | "failed" | "skipped", text: string) => void;
  readonly started: () => void;
  output: (text: string) => void;
  count: number;
}

/** A list with a line per stack that says what is being worked on. */
export function terminalView(stacks: readonly string[]): ProgressView {
  const pending = new Map<string, Pending>();
  const tasks: ListrTask[] = stacks.map((stack) => {
    let settle: (value: { outcome: string; text: string }) => void = () => undefined;
    const settled = new Promise<{ outcome: string; text: string }>((resolve) => (settle = resolve));
    const entry: Pending = {
      done: (outcome, text) => settle({ outcome, text }),
      started: () => undefined,
      output: () => undefined,
      count: 0,
    };
    pending.set(stack, entry);
    return {
      title: stack,
      task: async (_context, task) => {
        entry.output = (text) => (task.output = text);
        const { outcome, text } = await settled;
        task.title = `${stack}  ${text}`;
        if (outcome === "failed") throw new Error(text);
        if (outcome === "skipped") task.skip(`${stack}  skipped ${text}`);
      },
    };
  });
  const list = new Listr(tasks, {
    concurrent: true,
    exitOnError: false,
    rendererOptions: { collapseErrors: false, showErrorMessage: false },
  });
  const drawn = list.run().catch(() => undefined);
  return {
    begin: (stack) => pending.get(stack)?.output("starting"),
    report({ stack, kind, text }) {
      const entry = pending.get(stack);
      if (!entry) return;
      if (kind === "ended") entry.count += 1;
      entry.output(`${entry.count} done, ${text}`);
    },
    end: (stack, outcome, text) => pending.get(stack)?.done(outcome, text),
    finish: async () => {
      await drawn;
    },
  };
}
