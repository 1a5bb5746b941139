/** Runs checks side by side, none of them longer than it may take. */
import { setTimeout as delay } from "node:timers/promises";
import { allWell, findingOf, unasked, type Finding, type Reported } from "./finding.ts";
import type { ArmReader, Check, World } from "./world.ts";

/** Milliseconds that one check may take: a list of a few hundred kilobytes over a slow line, asked twice. */
export const patience = 45_000;

/** What a check found. It never throws but for defects of the program. */
async function findingsOf(check: Check, world: World, milliseconds: number): Promise<readonly Finding[]> {
  const { title, look } = check;
  const stop = new AbortController();
  const tooLong = delay(milliseconds, undefined, { signal: stop.signal, ref: false }).then((): Finding[] => [
    unasked(
      title,
      `No answer within ${Math.round(milliseconds / 1000)} s.`,
      "Ask again; if it stays so, see whether a proxy or firewall holds requests back.",
    ),
  ]);
  tooLong.catch(() => undefined);
  try {
    return await Promise.race([look(world), tooLong]);
  } catch (error) {
    return [findingOf(title, error)];
  } finally {
    stop.abort();
  }
}

/**
 * @param done called when a check has ended, with what it found.
 * @returns all findings, in the order of the checks.
 */
export async function examine(
  checks: readonly Check[],
  world: World,
  done: (check: Check, findings: readonly Finding[]) => void = () => undefined,
  milliseconds: number = patience,
): Promise<Reported[]> {
  const found = await Promise.all(
    checks.map(async (check) => {
      const findings = await findingsOf(check, world, milliseconds);
      done(check, findings);
      return findings.map((finding) => ({ check: check.id, ...finding }));
    }),
  );
  return found.flat();
}

/** The lists of checks; see checks/index.ts. */
export interface CheckLists {
  readonly machine: readonly Check[];
  readonly entry: readonly Check[];
  readonly subscription: readonly Check[];
}

/**
 * All checks, those of the subscription only where somebody is signed in and may look at it: one finding says so instead of
 * one a check.
 */
export async function examineAll(
  { machine, entry, subscription }: CheckLists,
  world: World,
  done?: (check: Check, findings: readonly Finding[]) => void,
): Promise<Reported[]> {
  const atEntry = examine(entry, world, done);
  const ofMachine = examine(machine, world, done);
  const entered = await atEntry;
  if (!allWell(entered)) {
    const titles = subscription.map(({ title }) => title).join(", ");
    const finding = unasked("Azure", `Not asked: ${titles}.`, "Mend the sign-in or the subscription first.");
    return [...(await ofMachine), ...entered, { check: "azure", ...finding }];
  }
  const ofSubscription = await examine(subscription, world, done);
  return [...(await ofMachine), ...entered, ...ofSubscription];
}

/** A reader that asks each question once, for checks that share answers. */
export function remembering(reader: ArmReader): ArmReader {
  const answers = new Map<string, Promise<unknown>>();
  const once = <Answer>(key: string, ask: () => Promise<Answer>): Promise<Answer> => {
    const known = answers.get(key) as Promise<Answer> | undefined;
    if (known !== undefined) return known;
    const asked = ask();
    answers.set(key, asked);
    return asked;
  };
  return {
    get: (path, version) => once(`get ${path} ${version}`, () => reader.get(path, version)),
    list: (path, version) => once(`list ${path} ${version}`, () => reader.list(path, version)),
    ask: (path, version, body) =>
      once(`ask ${path} ${version} ${JSON.stringify(body)}`, () => reader.ask(path, version, body)),
    exists: (path, version) => once(`exists ${path} ${version}`, () => reader.exists(path, version)),
  };
}
