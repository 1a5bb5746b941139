/** What `npm run bench` measures, in its order. */
import { mkdirSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { benchGraph } from "./graph.ts";
import { benchPolicyPack } from "./policyPack.ts";
import { benchPreview } from "./preview.ts";
import { benchScale, type Scale } from "./scale.ts";
import { benchStartup } from "./startup.ts";
import { growth, round } from "./statistics.ts";

export interface Extent {
  /** Of start and preview, of which the medians are taken. */
  readonly runs: number;
  /** For each, a platform with as many stamps is deployed once. */
  readonly stamps: readonly number[];
  /** Stacks that `up` deploys at a time. */
  readonly parallel: number;
}

/** Measures, says each result as it comes, and writes all of them to bench/results. */
export async function measure(
  { runs, stamps: numbers, parallel }: Extent,
  say: (line: string) => void,
): Promise<void> {
  say(
    `Node.js ${process.version}, ${os.availableParallelism()} cores, ${round(os.totalmem() / 2 ** 30, 0)} GiB; medians of ${runs} runs`,
  );
  const preview = await benchPreview(runs);
  const startup = await benchStartup(preview.contracts, runs);
  for (const name of ["global", "stamp"] as const) {
    const mine = startup[name];
    say(
      `start ${name}: first resource after ${round(mine.firstResourceMs, 0)} ms, ${round(mine.firstResourceMs / startup.bare.firstResourceMs, 2)}x of a bare program (${round(startup.bare.firstResourceMs, 0)} ms); processor ${round(mine.cpuMs, 0)} ms; peak ${round(mine.peakMiB, 0)} MiB, ${round(mine.peakMiB / startup.bare.peakMiB, 2)}x`,
    );
  }
  say(
    `preview stamp (${preview.resources} resources, ${preview.components} components): ${round(preview.stampMs, 0)} ms, ${round(preview.stampMs / preview.floorMs, 2)}x of the floor (${round(preview.floorMs, 0)} ms); with policies ${round(preview.stampWithPoliciesMs, 0)} ms`,
  );
  const policyPack = await benchPolicyPack(runs);
  say(
    `start policy pack: ${round(policyPack.ourMs, 0)} ms, ${round(policyPack.ourMs / policyPack.emptyMs, 2)}x of a pack without policies (${round(policyPack.emptyMs, 0)} ms); preview with it ${round(preview.stampWithPoliciesMs / preview.stampMs, 2)}x of one without, with a pack without policies ${round(preview.stampWithEmptyPackMs / preview.stampMs, 2)}x`,
  );
  const scale: Scale[] = [];
  for (const stamps of numbers) {
    const result = await benchScale(stamps, parallel);
    scale.push(result);
    say(
      `up --local, ${stamps} stamps, ${parallel} at a time: ${round(result.seconds, 0)} s (${round(result.secondsPerStamp, 1)} s per stamp), peak ${result.peakMiB === undefined ? "unknown" : `${round(result.peakMiB, 0)} MiB (${round(result.peakMiB / stamps, 0)} per stamp)`}`,
    );
  }
  const linearity = growth(scale.map(({ stamps, seconds }) => ({ count: stamps, cost: seconds })));
  if (linearity !== undefined)
    say(
      `a further stamp costs at the end ${round(linearity, 2)}x of what it costs at the beginning (linear: 1)`,
    );
  const graph = await benchGraph(100);
  say(
    `graph of ${graph.stamps} stamps (${graph.nodes} nodes): ${graph.statements} statements in ${round(graph.statementsMs / 1000, 1)} s, matrix in ${round(graph.matrixMs / 1000, 1)} s, peak ${round(graph.peakMiB, 0)} MiB`,
  );
  const folder = path.join(import.meta.dirname, "results");
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${new Date().toISOString().replaceAll(":", "-")}.json`);
  const { contracts: _, ...previewNumbers } = preview;
  writeFileSync(
    file,
    `${JSON.stringify({ node: process.version, cores: os.availableParallelism(), runs, parallel, startup, policyPack, preview: previewNumbers, scale, linearity, graph }, null, 2)}\n`,
  );
  say(`written: ${path.relative(process.cwd(), file)}`);
}
