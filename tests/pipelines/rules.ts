/** What our workflows of GitHub Actions have to keep, whether or not a checker is there that knows the same. */
import { parse } from "yaml";

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly with?: Readonly<Record<string, unknown>>;
}

export interface Job {
  readonly uses?: string;
  readonly "runs-on"?: unknown;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>> | string;
  readonly environment?: unknown;
  readonly if?: string;
  readonly needs?: string | readonly string[];
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly name?: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions?: unknown;
  readonly concurrency?: unknown;
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Actions that we use, by their commit. Each was found in at least three independent public sources on 2026-11-21. */
export const pinned: Readonly<Record<string, string>> = {
  "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd": "v6.0.2",
  "actions/setup-node@6044e13b5dc448c55e2357c09f80417699197238": "v6.2.0",
  "actions/setup-go@7a3fe6cf4cb3a834922a1244abfce67bcef6a0c5": "v6.2.0",
  "actions/upload-artifact@b7c566a772e6b6bfb58ed0dc250532a479d7789f": "v6.0.0",
  "actions/download-artifact@37930b1c2abaa49bbe596cd826c3c89aef350131": "v7.0.0",
  "actions/dependency-review-action@a1d282b36b6f3519aa1f3fc636f609c47dddb294": "v5.0.0",
  "actions/attest-build-provenance@a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32": "v4.1.0",
  "github/codeql-action/upload-sarif@9e907b5e64f6b83e7804b09294d44122997950d6": "v4.32.3",
};

/** Events that hand a repository's rights to somebody else's code. */
const dangerousEvents = ["pull_request_target", "workflow_run", "issue_comment", "issues"];

/** Permissions that a job may ask for, and nothing beyond. */
const knownPermissions = new Set([
  "contents: read",
  "contents: write",
  "id-token: write",
  "security-events: write",
  "pull-requests: write",
  "issues: write",
  "attestations: write",
]);

/** Every `uses` with its comment, as it stands in the text: a parser drops comments. */
export function usesOf(text: string): { action: string; comment: string }[] {
  return [...text.matchAll(/^\s*(?:-\s+)?uses:\s*(\S+)(?:\s+#\s*(.*))?$/gm)].map(
    ([, action = "", comment = ""]) => ({ action, comment: comment.trim() }),
  );
}

function actionMistakes(text: string): string[] {
  return usesOf(text).flatMap(({ action, comment }) => {
    if (action.startsWith("./")) return [];
    if (!/@[0-9a-f]{40}$/.test(action)) return [`${action} is not pinned by its commit`];
    const version = pinned[action];
    if (version === undefined) return [`${action} is not in the list of actions`];
    return comment === version ? [] : [`${action} has the comment '${comment}', and is ${version}`];
  });
}

function stepMistakes(place: string, { uses = "", run = "", with: inputs = {} }: Step): string[] {
  const mistakes: string[] = [];
  // What is in an expression is put into the script before a shell reads it.
  if (/\$\{\{/.test(run)) mistakes.push(`${place}: an expression in a script; hand it over by env`);
  if (uses.startsWith("actions/checkout@") && inputs["persist-credentials"] !== false)
    mistakes.push(`${place}: the token stays behind in the checkout`);
  if (uses.startsWith("actions/setup-node@") && inputs["package-manager-cache"] !== false)
    mistakes.push(`${place}: a cache that a pull request may have filled`);
  if (uses.startsWith("actions/setup-go@") && inputs["cache"] !== false)
    mistakes.push(`${place}: a cache that a pull request may have filled`);
  if (uses.startsWith("actions/cache@")) mistakes.push(`${place}: a cache`);
  return mistakes;
}

function jobMistakes(name: string, job: Job, isHosted: boolean): string[] {
  const mistakes = (job.steps ?? []).flatMap((step, index) =>
    stepMistakes(`${name}, step ${index + 1}`, step),
  );
  const { permissions } = job;
  if (permissions === undefined || typeof permissions === "string")
    return [...mistakes, `${name}: its permissions are not listed`];
  const asked = Object.entries(permissions).map(([scope, access]) => `${scope}: ${access}`);
  for (const permission of asked)
    if (!knownPermissions.has(permission)) mistakes.push(`${name}: may not ask for ${permission}`);
  if (job.uses !== undefined) return mistakes;

  if (job["timeout-minutes"] === undefined) mistakes.push(`${name}: has no timeout`);
  if (!isHosted && job.environment === undefined)
    mistakes.push(`${name}: runs on an agent, and no environment guards it`);
  if (
    permissions["id-token"] === "write" &&
    job.environment === undefined &&
    permissions["attestations"] === undefined
  )
    mistakes.push(`${name}: signs in to Azure, and no environment guards it`);
  if (permissions["id-token"] === "write" && permissions["contents"] === "write")
    mistakes.push(`${name}: may sign in and push at once`);
  return mistakes;
}

/** Whoever may write, sign in or run on an agent must not be started by a fork. */
function forkMistakes(name: string, job: Job, isHosted: boolean): string[] {
  const writes = typeof job.permissions === "object" && Object.values(job.permissions).includes("write");
  if (!writes && isHosted) return [];
  const own = (job.if ?? "").includes("github.event.pull_request.head.repo.full_name == github.repository");
  const follows = job.needs === "preview";
  return own || follows ? [] : [`${name}: a fork's pull request may start it`];
}

/** All mistakes of a workflow; none when it keeps the rules. */
export function workflowMistakes(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const mistakes = actionMistakes(text);
  const events = Object.keys(workflow.on);
  for (const event of events) if (dangerousEvents.includes(event)) mistakes.push(`it starts by ${event}`);
  if (JSON.stringify(workflow.permissions) !== "{}") mistakes.push("its own permissions are not empty");
  const isOnlyCalled = events.length === 1 && events[0] === "workflow_call";
  if (workflow.concurrency === undefined && !isOnlyCalled) mistakes.push("it has no concurrency group");
  if (/\bsecrets\s*[.[:]/.test(text)) mistakes.push("it uses a stored secret");
  if (/continue-on-error:\s*true/.test(text)) mistakes.push("it goes on after an error");
  for (const [name, job] of Object.entries(workflow.jobs)) {
    const isHosted = job["runs-on"] === undefined || job["runs-on"] === "ubuntu-24.04";
    mistakes.push(...jobMistakes(name, job, isHosted));
    if (events.includes("pull_request")) mistakes.push(...forkMistakes(name, job, isHosted));
  }
  return mistakes;
}
