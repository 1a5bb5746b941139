/**
 * Proposes files that a pipeline has written: `node pipelines/propose/main.ts BRANCH TITLE FILE...`
 *
 * Commits them on the branch, pushes it, and opens a pull request unless there is one: what changes a stack is agreed to by a person.
 * Without a difference nothing happens.
 */
import { spawnSync } from "node:child_process";
import { azureDevOpsFrom } from "../report/azureDevOps.ts";
import { githubFrom } from "../report/github.ts";
import { azurePullRequest, githubPullRequest, pushSettings } from "./pullRequest.ts";

const [, , branch, title, ...files] = process.argv;
const onAzure = process.env["TF_BUILD"] !== undefined;

function git(args: readonly string[], env: NodeJS.ProcessEnv = process.env): string {
  const { status, stdout, stderr } = spawnSync("git", args, { env, encoding: "utf8" });
  if (status !== 0) throw new Error(`git ${args[0]} ended with ${status}: ${stderr.trim()}`);
  return stdout;
}

async function main(): Promise<string> {
  if (branch === undefined || title === undefined || files.length === 0)
    throw new Error("usage: node pipelines/propose/main.ts BRANCH TITLE FILE...");
  // A branch of pipelines, never one of people.
  if (!/^pipeline\/[a-z0-9][a-z0-9./-]*$/.test(branch))
    throw new Error(`'${branch}' does not begin with pipeline/.`);
  const base = process.env["BASE_BRANCH"] ?? "main";
  // --all: a file that is gone is a change as well.
  git(["add", "--all", "--", ...files]);
  const address = git(["remote", "get-url", "origin"]).trim();
  const token = onAzure ? azureDevOpsFrom(process.env).token : githubFrom(process.env).token;
  const env = { ...process.env, ...pushSettings(address, token, onAzure) };
  if (git(["diff", "--cached", "--name-only"]).trim() === "") {
    // What an earlier run proposed may have been taken back meanwhile: then nothing is left to propose.
    if (git(["ls-remote", "--heads", "origin", branch], env).trim() === "") return "nothing has changed";
    git(["push", "--force", "origin", `HEAD:refs/heads/${branch}`], env);
    return "nothing has changed any more";
  }
  git(["checkout", "-B", branch]);
  const who = ["-c", "user.name=bulkhead pipeline", "-c", "user.email=pipeline@bulkhead.invalid"];
  git([...who, "commit", "--message", title]);
  git(["push", "--force", "origin", `HEAD:refs/heads/${branch}`], env);
  return onAzure
    ? azurePullRequest(azureDevOpsFrom(process.env), branch, base, title)
    : githubPullRequest(githubFrom(process.env), branch, base, title);
}

try {
  console.log(await main());
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
