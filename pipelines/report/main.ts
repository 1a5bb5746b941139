/**
 * Reports of pipelines to people:
 *
 *     node pipelines/report/main.ts preview FILE    the JSON of `bulkhead preview --json` as a comment of the pull request
 *     node pipelines/report/main.ts drift FILE      the JSON of `bulkhead drift --json` as an issue (Azure Pipelines: the run's summary)
 */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { azureDevOpsFrom, writeThread } from "./azureDevOps.ts";
import { githubFrom, keepIssue, writeComment } from "./github.ts";
import {
  driftBody,
  driftTitle,
  previewComment,
  previewMarker,
  type DriftReport,
  type PreviewSummary,
} from "./markdown.ts";

const usage = "usage: node pipelines/report/main.ts preview|drift FILE";
const onAzure = process.env["TF_BUILD"] !== undefined;

function pullRequestNumber(text: string | undefined): number {
  if (text === undefined || !/^[1-9]\d*$/.test(text))
    throw new Error(`'${text}' is not the number of a pull request.`);
  return Number(text);
}

async function preview(summary: PreviewSummary): Promise<string> {
  const { env } = process;
  if (onAzure) {
    const number = pullRequestNumber(env["SYSTEM_PULLREQUEST_PULLREQUESTID"]);
    const body = previewComment(summary, env["SYSTEM_PULLREQUEST_SOURCECOMMITID"] ?? "");
    return writeThread(azureDevOpsFrom(env), number, previewMarker, body);
  }
  const number = pullRequestNumber(env["PULL_REQUEST"]);
  const body = previewComment(summary, env["COMMIT"] ?? "");
  return writeComment(githubFrom(env), number, previewMarker, body);
}

async function drift(report: DriftReport): Promise<string> {
  const { env } = process;
  const body = report.outcome === "none" ? undefined : driftBody(report, env["RUN_URL"] ?? "not named");
  if (!onAzure) return keepIssue(githubFrom(env), driftTitle(report), "drift", body);
  if (body === undefined) return "nothing to do";
  const file = path.join(env["AGENT_TEMPDIRECTORY"] ?? ".", "drift.md");
  writeFileSync(file, `# ${driftTitle(report)}\n\n${body}`);
  console.log(`##vso[task.uploadsummary]${path.resolve(file)}`);
  return "summary attached";
}

try {
  const [, , what, file] = process.argv;
  if ((what !== "preview" && what !== "drift") || file === undefined) {
    console.error(usage);
    process.exitCode = 2;
  } else {
    const content: unknown = JSON.parse(readFileSync(file, "utf8"));
    console.log(
      what === "preview" ? await preview(content as PreviewSummary) : await drift(content as DriftReport),
    );
  }
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
