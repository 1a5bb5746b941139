/**
 * Whether a file was touched not long ago, as the exit code: `node main.ts FILE SECONDS`. The probe of a component that has no port; its
 * image has no shell that could ask.
 */
import { statSync } from "node:fs";

/** @returns undefined when it is fresh, else why it is not. */
export function staleness(file: string, seconds: number, now: number): string | undefined {
  const touched = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
  if (touched === undefined) return `${file} is not there`;
  const age = (now - touched) / 1000;
  return age <= seconds ? undefined : `${file} was touched ${Math.round(age)} s ago, more than ${seconds}`;
}

if (import.meta.main) {
  const [file, secondsText = ""] = process.argv.slice(2);
  const seconds = Number(secondsText);
  const problem =
    file === undefined || !(seconds > 0)
      ? "Usage: main.ts FILE SECONDS"
      : staleness(file, seconds, Date.now());
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    process.exitCode = 1;
  }
}
