/**
 * What an update had under way, kept on disk while it runs. When the engine, the provider or this process is killed,
 * the next run reads here which creations it must look for in Azure.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { blinded } from "../lib/secretMark.ts";
import { isSameLink } from "./unlinkedOrigins.ts";

const lineSchema = z.discriminatedUnion("what", [
  z.object({ what: z.literal("began"), pid: z.number(), at: z.string(), verb: z.enum(["up", "destroy"]) }),
  z.object({
    what: z.literal("started"),
    urn: z.string(),
    type: z.string(),
    provider: z.string(),
    parent: z.string(),
    inputs: z.record(z.string(), z.unknown()),
    /** Whether Pulumi forgets it when it is deleted, and leaves it to Azure. */
    retainOnDelete: z.boolean().optional(),
  }),
  z.object({ what: z.literal("deleting"), urn: z.string() }),
  z.object({ what: z.literal("unlinked"), targetId: z.string(), requestMessage: z.string() }),
  z.object({ what: z.literal("linked"), targetId: z.string(), requestMessage: z.string() }),
  z.object({ what: z.literal("done"), urn: z.string() }),
  z.object({ what: z.literal("refused"), urn: z.string() }),
  z.object({ what: z.literal("ended") }),
]);

type Line = z.infer<typeof lineSchema>;

/**
 * A creation that began and whose end was never seen; or what Pulumi has forgotten in a run that did not end, and Azure still
 * has as long as it has what that is a part of.
 */
export type Creation = Omit<Extract<Line, { what: "started" }>, "what">;

/** A private link whose connection was taken away at its target, by an origin's own words for it. */
export type Unlinked = Omit<Extract<Line, { what: "unlinked" }>, "what">;

/** What runs have left open, and the next one does not settle before it begins. */
export interface LeftOpen {
  /** URNs of what Azure may have no more, or half of, though the state has it. */
  readonly deletions: readonly string[];
  readonly unlinked: readonly Unlinked[];
}

/** A run that began. */
export type Began = Omit<Extract<Line, { what: "began" }>, "what">;

/** Writes behind what a file has; tests put a full disk in its place. */
type Append = (file: string, text: string) => void;

export class Journal {
  private readonly file: string;
  /** What takes the file's place when it is whole. */
  private readonly next: string;
  private readonly appendTo: Append;
  /** Lines that could not be written yet, for a disk on which there is room again. */
  private unwritten = "";
  private failure: string | undefined;
  private hasBegun = false;

  constructor(folder: string, stack: string, append: Append = appendFileSync) {
    mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, `${stack}.jsonl`);
    this.next = `${this.file}.new`;
    this.appendTo = append;
  }

  /**
   * A run begins once everything before it is settled, but for what it has to do itself. In one step: whoever is killed here leaves
   * either what was open before or what is open now.
   */
  began(run: Began, open: LeftOpen = { deletions: [], unlinked: [] }): void {
    this.hasBegun = true;
    const lines: Line[] = [
      { what: "began", ...run },
      ...open.deletions.map((urn) => ({ what: "deleting" as const, urn })),
      ...open.unlinked.map(({ targetId, requestMessage }) => ({
        what: "unlinked" as const,
        targetId,
        requestMessage,
      })),
    ];
    rmSync(this.next, { force: true });
    try {
      this.appendTo(this.next, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      renameSync(this.next, this.file);
      this.unwritten = "";
      this.failure = undefined;
    } catch {
      // On a full disk what earlier runs have written stays, to be looked at once more.
      rmSync(this.next, { force: true });
      for (const line of lines) this.append(line);
    }
  }

  started(creation: Creation): void {
    // The engine's events have no secrets in clear; what stands on the disk must not depend on it.
    const inputs = blinded(creation.inputs) as Creation["inputs"];
    this.append({ what: "started", ...creation, inputs });
  }

  /** Something is being deleted that the state has. */
  deleting(urn: string): void {
    this.append({ what: "deleting", urn });
  }

  /** A connection goes, before the origin that asked for it. */
  unlinked({ targetId, requestMessage }: Unlinked): void {
    this.append({ what: "unlinked", targetId, requestMessage });
  }

  /** An origin has been made, which has asked for its connection: whatever went before is made up for. */
  linked({ targetId, requestMessage }: Unlinked): void {
    this.append({ what: "linked", targetId, requestMessage });
  }

  done(urn: string): void {
    this.append({ what: "done", urn });
  }

  /** Azure said no: nothing was created, and what may be there under that name is not ours. */
  refused(urn: string): void {
    this.append({ what: "refused", urn });
  }

  /** The run has come to an end of its own, if not a good one. What an earlier run has left open stays so. */
  ended(): void {
    if (this.hasBegun) this.append({ what: "ended" });
  }

  /** Creations without an end. */
  underWay(): Creation[] {
    return this.read((line) => line.what === "done" || line.what === "refused");
  }

  /** All creations that Azure did not refuse, for a state that may have lost some of those that ended. */
  created(): Creation[] {
    return this.read((line) => line.what === "refused");
  }

  /** Deletions whose end was never seen, by URN: the state has what Azure may have no more. */
  deletions(): string[] {
    const urns = new Set<string>();
    for (const line of this.lines()) {
      if (line.what === "deleting") urns.add(line.urn);
      if (line.what === "done") urns.delete(line.urn);
    }
    return [...urns];
  }

  /** Connections that went in runs that did not end well: their origins ask for no other as long as they stand. */
  unlinkedOrigins(): Unlinked[] {
    let found: Unlinked[] = [];
    for (const line of this.lines()) {
      if (line.what === "unlinked") found.push(line);
      if (line.what === "linked") found = found.filter((gone) => !isSameLink(gone, line));
    }
    return found;
  }

  /** Whether a run has worked on the stack and did not end well; one that did leaves no journal. */
  get isLeft(): boolean {
    return this.lines().some((line) => line.what === "began");
  }

  /** The run that was cut off; undefined where the last one ended, well or not. */
  cutOff(): Began | undefined {
    let found: Began | undefined;
    for (const line of this.lines()) {
      if (line.what === "began") found = line;
      if (line.what === "ended") found = undefined;
    }
    return found;
  }

  /** Why the journal is not whole: the code of what refused a write that has not been made up for. */
  get problem(): string | undefined {
    return this.failure;
  }

  clear(): void {
    for (const file of [this.file, this.next]) rmSync(file, { force: true });
    this.unwritten = "";
    this.failure = undefined;
  }

  private read(strikesOut: (line: Line) => boolean): Creation[] {
    const creations = new Map<string, Creation>();
    for (const line of this.lines()) {
      if ("urn" in line && strikesOut(line)) creations.delete(line.urn);
      if (line.what === "started") creations.set(line.urn, line);
    }
    return [...creations.values()];
  }

  /** A half-written line is what a killed process or a full disk leaves, and says nothing. */
  private lines(): Line[] {
    if (!existsSync(this.file)) return [];
    return readFileSync(this.file, "utf8")
      .split("\n")
      .flatMap((text) => {
        const line = lineSchema.safeParse(tryParse(text));
        return line.success ? [line.data] : [];
      });
  }

  /** The engine does not wait for the journal, so a full disk must not throw here: it is told at the end. */
  private append(line: Line): void {
    const text = `${this.unwritten}${JSON.stringify(line)}\n`;
    try {
      this.appendTo(this.file, text);
      this.unwritten = "";
      this.failure = undefined;
    } catch (error) {
      // What was written of it ends somewhere in a line; the next one must not go on there.
      this.unwritten = text.startsWith("\n") ? text : `\n${text}`;
      this.failure = (error as NodeJS.ErrnoException).code ?? String(error);
    }
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
