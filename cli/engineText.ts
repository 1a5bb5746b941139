/** What a `pulumi` that failed has printed, brought down to what it was about. Pure. */
import { failureOf } from "./reactions/failure.ts";
import { knownOf } from "./reactions/table.ts";

const ansi = /\u001b\[[0-9;]*m|<\{%.*?%\}>/g;

/** A text of the engine without its colours. */
export function plain(text: string): string {
  return text.replaceAll(ansi, "").trim();
}

/** The lines that say why: what was shown of the progress tells nobody anything. */
export function reasonOf(output: string): string {
  const text = plain(output);
  const killed = /Command was killed with SIG\w+/.exec(text)?.[0];
  const lines = text.split("\n").map((line) => line.trim());
  const reasons = lines.flatMap((line, index) => {
    if (!/^(stderr: )?error: /.test(line)) return [];
    // The holders of a lock are named on the lines after it.
    const more = lines.slice(index + 1).filter((next) => next.includes(": created by "));
    return [[line.replace(/^(stderr: )?error: /, ""), ...more].join("\n")];
  });
  const found = [...new Set([...(killed === undefined ? [] : [killed]), ...reasons])];
  return found.length === 0 ? text : found.join("\n");
}

/** The Automation API's errors about a `pulumi` that failed. Known by name: loading it takes longer than most commands. */
const ofPulumi = new Set(["CommandError", "ConcurrentUpdateError", "StackNotFoundError"]);

/**
 * What to say of a `pulumi` that failed beside the work on stacks: when they are listed, or their states read.
 *
 * @returns undefined for every other error.
 */
export function pulumiFailure(error: unknown): string | undefined {
  if (!(error instanceof Error) || !ofPulumi.has(error.name)) return undefined;
  const reason = reasonOf(error.message);
  const known = knownOf(failureOf(reason));
  const stack = / --stack (\S+)/.exec(error.message)?.[1] ?? "<stack>";
  if (known === undefined) return `Pulumi says: ${reason}`;
  return `${known.cause}. ${known.remedy.replaceAll("{stack}", stack)}\nPulumi says: ${reason}`;
}
