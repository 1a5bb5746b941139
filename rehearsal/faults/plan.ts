/** Which requests meet which faults. Pure: what was counted goes in, what is counted now comes out. */
import type { FaultId } from "./catalogue.ts";
import { faultRow } from "./catalogue.ts";
import { otherTypes, type FaultRow, type Operation } from "./model.ts";

/** One entry of a fault file, with everything filled in. */
export interface FaultEntry {
  readonly fault: FaultId;
  /** ARM type, as a glob without regard to case. */
  readonly type: string;
  readonly name: string;
  readonly stack: string;
  readonly operation: Operation | undefined;
  /** Matching requests that pass unharmed first. */
  readonly after: number;
  /** Requests that meet it; null: every one, until the faults end. */
  readonly times: number | null;
  readonly parameters: Readonly<Record<string, number | string>>;
}

export interface FaultPlan {
  readonly faults: readonly FaultEntry[];
}

/** What a request is about. */
export interface Subject {
  readonly type: string;
  readonly name: string;
  readonly stack: string;
  readonly operation: Operation;
}

/** How often an entry matched, and how often it struck. */
export interface Count {
  readonly seen: number;
  readonly struck: number;
}

/** What became of an entry, for the summary of a run. */
export interface FaultReport {
  readonly fault: FaultId;
  readonly struck: number;
  /** How often it was to strike; null: as often as asked. */
  readonly of: number | null;
}

/** Whether a text fits a glob: `*` for any part of it, `?` for one character, without regard to case. */
export function fits(glob: string, text: string): boolean {
  const [pattern, subject] = [glob.toLowerCase(), text.toLowerCase()];
  // A regular expression made of many stars would try every way to divide the text.
  let [at, seen] = [0, 0];
  let star: { at: number; seen: number } | undefined;
  while (seen < subject.length) {
    if (pattern[at] === "*") {
      star = { at, seen };
      at += 1;
    } else if (at < pattern.length && (pattern[at] === "?" || pattern[at] === subject[seen])) {
      at += 1;
      seen += 1;
    } else if (star !== undefined) {
      // The last star takes one character more; what the stars before it took can stay.
      star = { at: star.at, seen: star.seen + 1 };
      at = star.at + 1;
      seen = star.seen;
    } else return false;
  }
  while (pattern[at] === "*") at += 1;
  return at === pattern.length;
}

/** Whether a fault can meet requests about a type at all. */
export function canMeet(row: FaultRow, type: string): boolean {
  if (row.types !== undefined) return row.types.some((glob) => fits(glob, type));
  return !isOther(type) || (row.besides ?? []).some((other) => fits(other, type));
}

const isOther = (type: string): boolean => Object.values(otherTypes).some((other) => fits(other, type));

/** Whether an entry is about a request at all. */
export function matches(entry: FaultEntry, subject: Subject): boolean {
  const row = faultRow(entry.fault);
  return (
    row.operations.includes(subject.operation) &&
    (entry.operation === undefined || entry.operation === subject.operation) &&
    canMeet(row, subject.type) &&
    fits(entry.type, subject.type) &&
    fits(entry.name, subject.name) &&
    fits(entry.stack, subject.stack)
  );
}

/**
 * Counts a request, and finds the fault that it meets. Entries are asked in the order of the file; the first that strikes is the
 * one, and those behind it have not seen the request.
 *
 * @param counts by place of the entry in the file.
 * @param applies whether the circumstances of an entry that matches are given; without them it has not matched.
 */
export function meet(
  plan: FaultPlan,
  counts: readonly Count[],
  subject: Subject,
  applies: (entry: FaultEntry) => boolean = () => true,
): { readonly struck: number | undefined; readonly counts: readonly Count[] } {
  const after = plan.faults.map((_, index) => counts[index] ?? { seen: 0, struck: 0 });
  for (const [index, entry] of plan.faults.entries()) {
    const { seen, struck } = after[index] ?? { seen: 0, struck: 0 };
    if (!matches(entry, subject) || !applies(entry)) continue;
    const strikes = seen >= entry.after && (entry.times === null || struck < entry.times);
    after[index] = { seen: seen + 1, struck: struck + (strikes ? 1 : 0) };
    if (strikes) return { struck: index, counts: after };
  }
  return { struck: undefined, counts: after };
}

/** What became of every entry, in the order of the file. */
export function reportOf(plan: FaultPlan, counts: readonly Count[]): FaultReport[] {
  return plan.faults.map(({ fault, times }, index) => ({
    fault,
    struck: counts[index]?.struck ?? 0,
    of: times,
  }));
}
