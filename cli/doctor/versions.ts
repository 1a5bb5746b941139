/** Version numbers as tools print them. */

/** The first version in a text, without its "v"; undefined where there is none. */
export function versionIn(text: string): string | undefined {
  return /\bv?(\d+\.\d+\.\d+)\b/.exec(text)?.[1];
}

/** Whether a version is the wanted one or newer. */
export function atLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map((text) => text.split(".").map(Number)) as [number[], number[]];
  for (const [index, number] of want.entries()) {
    const other = have[index] ?? 0;
    if (other !== number) return other > number;
  }
  return true;
}
