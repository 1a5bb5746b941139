import type { MutantStatus } from "@stryker-mutator/api/core";

/** Percentage of mutants that have to be killed in each area. */
export const goal = 80;

export interface Judged {
  /** Path from the root of the project. */
  readonly file: string;
  readonly status: MutantStatus;
}

export interface Score {
  readonly name: string;
  /** A test failed, or the code ran in circles. */
  readonly killed: number;
  readonly survived: number;
  /** No test runs the code. */
  readonly uncovered: number;
  /** Not asked: code that runs while files load, or what the policy names. */
  readonly ignored: number;
}

/** Killed mutants, in percent of all that were asked; 100 where none was. */
export function percent({ killed, survived, uncovered }: Score): number {
  const asked = killed + survived + uncovered;
  return asked === 0 ? 100 : (100 * killed) / asked;
}

/** Scores of the whole, named `name`, and of each folder below it. */
export function scoresOf(name: string, mutants: readonly Judged[]): Score[] {
  const folders = new Map<string, Judged[]>();
  for (const mutant of mutants) {
    const folder = mutant.file.split("/").slice(0, -1).slice(0, 3).join("/");
    folders.set(folder, [...(folders.get(folder) ?? []), mutant]);
  }
  const parts = [...folders].sort(([a], [b]) => (a < b ? -1 : 1));
  return [[name, mutants] as const, ...parts].map(([title, inside]) => {
    const count = (...statuses: MutantStatus[]) =>
      inside.filter(({ status }) => statuses.includes(status)).length;
    return {
      name: title,
      killed: count("Killed", "Timeout"),
      survived: count("Survived"),
      uncovered: count("NoCoverage"),
      ignored: count("Ignored"),
    };
  });
}

/** One line for each score: `lib 84.1 %: 1600 killed, 250 survived, 53 without a test, 900 not asked`. */
export function summaryOf(scores: readonly Score[]): string {
  return scores
    .map((score) => {
      const { name, killed, survived, uncovered, ignored } = score;
      const what = `${killed} killed, ${survived} survived, ${uncovered} without a test, ${ignored} not asked`;
      return `${name} ${percent(score).toFixed(1)} %: ${what}`;
    })
    .join("\n");
}
