/**
 * What an update had under way, kept on disk while it runs. When the engine, the provider or this process is killed,
 * the next run reads here which creations it must look for in Azure.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import * as path from "node:path";
import { z } from "zod";

const lineSchema = z.discriminatedUnion("what", [
  z.object({
    what: z.literal("started"),
    urn: z.string(),
    type: z.string(),
    provider: z.string(),
    parent: z.string(),
    inputs: z.record(z.string(), z.unknown()),
  }),
  z.object({ what: z.literal("done"), urn: z.string() }),
  z.object({ what: z.literal("refused"), urn: z.string() }),
]);

type Line = z.infer<typeof lineSchema>;

/** A creation that began and whose end was never seen. */
export type Creation = Omit<Extract<Line, { what: "started" }>, "what">;

export class Journal {
  private readonly file: string;

  constructor(folder: string, stack: string) {
    mkdirSync(folder, { recursive: true });
    this.file = path.join(folder, `${stack}.jsonl`);
  }

  started(creation: Creation): void {
    this.append({ what: "started", ...creation });
  }

  done(urn: string): void {
    this.append({ what: "done", urn });
  }

  /** Azure said no: nothing was created, and what may be there under that name is not ours. */
  refused(urn: string): void {
    this.append({ what: "refused", urn });
  }

  /** Creations without an end. */
  underWay(): Creation[] {
    return this.read((line) => line.what !== "started");
  }

  /** All creations that Azure did not refuse, for a state that may have lost some of those that ended. */
  created(): Creation[] {
    return this.read((line) => line.what === "refused");
  }

  /** A half-written last line is what a killed process leaves, and says nothing. */
  private read(strikesOut: (line: Line) => boolean): Creation[] {
    if (!existsSync(this.file)) return [];
    const creations = new Map<string, Creation>();
    for (const text of readFileSync(this.file, "utf8").split("\n")) {
      const line = lineSchema.safeParse(tryParse(text));
      if (!line.success) continue;
      if (strikesOut(line.data)) creations.delete(line.data.urn);
      if (line.data.what === "started") creations.set(line.data.urn, line.data);
    }
    return [...creations.values()];
  }

  clear(): void {
    rmSync(this.file, { force: true });
  }

  private append(line: Line): void {
    appendFileSync(this.file, `${JSON.stringify(line)}\n`);
  }
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
