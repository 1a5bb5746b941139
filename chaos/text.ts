/** Sequences and results for people. Pure. */
import type { Action, Sequence, Step } from "./model.ts";
import type { RunResult } from "./run.ts";

function actionText(action: Action): string {
  switch (action.action) {
    case "up":
    case "preview":
      return action.action;
    case "destroy":
      return `destroy ${action.only?.join(" ") ?? "everything"}`;
    case "add":
      return `add ${action.region}, up`;
    case "remove":
      return `remove ${action.region}`;
    case "set":
      return `set ${action.setting.key.join(".")} of ${action.setting.stack} to ${JSON.stringify(action.setting.value)}, up`;
  }
}

function stepText({ action, kills, faults }: Step): string[] {
  return [
    `  ${actionText(action)}`,
    ...kills.map(
      ({ kill, operations, milliseconds }) =>
        `    kill: ${kill} after ${operations} operations and ${milliseconds} ms`,
    ),
    ...faults.map(({ fault, ...rest }) => {
      const details = Object.entries(rest).map(([key, value]) => `${key}: ${value}`);
      return `    fault: ${[fault, ...details].join(", ")}`;
    }),
  ];
}

/** What a seed stands for. */
export function sequenceText({ seed, start, steps }: Sequence): string {
  return [`seed ${seed}, begins with ${start}`, ...steps.flatMap(stepText)].join("\n");
}

const seconds = (value: number): string => `${value.toFixed(0)} s`;

/** @param kept whether the sequence was one of those that are kept, and not what its seed gives. */
export function resultText(result: RunResult, kept = false): string {
  const { seed, ok, findings, commands, seconds: all, preparing } = result;
  const met = commands.flatMap(({ killed, struck }) => [
    ...killed.map((victim) => `${victim} killed`),
    ...struck,
  ]);
  const head = `${ok ? "✔" : "✖"} seed ${seed}: ${commands.length} commands, ${seconds(all - preparing)}${preparing > 1 ? ` (and ${seconds(preparing)} for clean runs)` : ""}${met.length > 0 ? `; ${met.join(", ")}` : ""}`;
  if (ok) return head;
  return [
    head,
    ...findings.slice(0, 20).map((finding) => `  ${finding}`),
    ...(findings.length > 20 ? [`  and ${findings.length - 20} more`] : []),
    `  Again: npm run chaos -- ${kept ? "--kept " : ""}--only ${seed}`,
  ].join("\n");
}

/** What came of all runs together. */
export function summaryLines(results: readonly RunResult[], wall: number): string[] {
  const failed = results.filter(({ ok }) => !ok);
  const own = results.map(({ seconds: all, preparing }) => all - preparing);
  const met = new Map<string, number>();
  for (const { commands } of results)
    for (const { killed, struck } of commands)
      for (const what of [...killed.map((victim) => `kill of ${victim}`), ...struck])
        met.set(what, (met.get(what) ?? 0) + 1);
  return [
    "",
    `${results.length} runs, ${failed.length} failed; ${seconds(wall)}, ${(own.reduce((sum, value) => sum + value, 0) / Math.max(1, own.length)).toFixed(1)} s per run on average, without the clean runs to compare with.`,
    `What struck: ${
      [...met]
        .sort(([, a], [, b]) => b - a)
        .map(([what, count]) => `${what} ${count}`)
        .join(", ") || "nothing"
    }.`,
    ...(failed.length > 0 ? [`Failed seeds: ${failed.map(({ seed }) => seed).join(" ")}`] : []),
  ];
}
