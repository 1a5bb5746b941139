/** The page that a rehearsal leaves behind: everything that the graph says, in one file. */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { estimateCost } from "../graph/cost/estimate.ts";
import { matrices } from "../graph/reachability/matrix.ts";
import { renderPage, type Section } from "../graph/report/page.ts";
import {
  controlsSection,
  costSection,
  matrixSection,
  slaSection,
  statementsSection,
  timelineSection,
  topologySection,
} from "../graph/report/sections.ts";
import type { Graph } from "../graph/model.ts";
import type { Finding } from "../graph/statements.ts";
import { flowSlas } from "../graph/sla/sla.ts";
import { readTopology } from "../graph/topology/read.ts";
import type { ControlsReport } from "./controls/report.ts";
import { rolloutOf } from "./rollout.ts";

export interface ReportRequest {
  readonly graph: Graph;
  /** In words, for example "the rehearsal's states". */
  readonly source: string;
  readonly findings: readonly Finding[];
  readonly controls: ControlsReport | undefined;
}

/** The page as HTML; what there is no data for is left out. */
export async function reportPage({ graph, source, findings, controls }: ReportRequest): Promise<string> {
  const { timeline, serial, comparable, unneeded } = rolloutOf(graph);
  const reached = matrices(graph);
  const promises = flowSlas(graph);
  const sections: Section[] = [
    await topologySection(readTopology(graph)),
    ...(findings.length === 0 ? [] : [statementsSection(findings)]),
    ...(reached.length === 0 ? [] : [matrixSection(reached)]),
    ...(controls === undefined ? [] : [controlsSection(controls)]),
    timelineSection(timeline, serial, comparable, unneeded),
    ...(promises.length === 0 ? [] : [slaSection(promises)]),
    costSection(estimateCost(graph)),
  ];
  const resources = graph.nodes.filter(({ custom }) => custom).length;
  return renderPage({
    title: "Bulkhead: what stands, and what it means",
    subtitle: `${graph.stacks.length} stacks, ${resources} resources and objects, read from ${source} on ${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC`,
    sections,
  });
}

/** Writes the page into the folder of the rehearsal, and returns the file's path from the project. */
export async function writeReportPage(root: string, request: ReportRequest): Promise<string> {
  const file = path.join(".rehearsal", "report.html");
  mkdirSync(path.join(root, ".rehearsal"), { recursive: true });
  writeFileSync(path.join(root, file), await reportPage(request));
  return file;
}
