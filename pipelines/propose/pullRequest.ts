/** Opens a pull request, on GitHub or in Azure DevOps, unless there is one for the branch. */
import { callAzureDevOps, type AzureDevOps } from "../report/azureDevOps.ts";
import { callGitHub, type GitHub } from "../report/github.ts";

/**
 * Settings by which git sends the token to that address only. They come by the environment: arguments are seen by every process of
 * the machine, and a file would stay behind.
 */
export function pushSettings(address: string, token: string, onAzure: boolean): Record<string, string> {
  const { origin } = new URL(address);
  const header = onAzure
    ? `Authorization: Bearer ${token}`
    : `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
  return {
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: `http.${origin}/.extraheader`,
    GIT_CONFIG_VALUE_0: header,
    GIT_TERMINAL_PROMPT: "0",
  };
}

const note = "Written by a pipeline. Merging it is what lets it take effect.";

/** The pull request's address. */
export async function githubPullRequest(
  github: GitHub,
  branch: string,
  base: string,
  title: string,
): Promise<string> {
  const owner = github.repository.split("/")[0] ?? "";
  const query = `/pulls?state=open&head=${encodeURIComponent(`${owner}:${branch}`)}&base=${encodeURIComponent(base)}`;
  const [open] = (await callGitHub(github, "GET", query)) as { html_url: string }[];
  if (open !== undefined) return `updated ${open.html_url}`;
  const made = (await callGitHub(github, "POST", "/pulls", { title, head: branch, base, body: note })) as {
    html_url: string;
  };
  return `opened ${made.html_url}`;
}

/** The pull request's number. */
export async function azurePullRequest(
  azure: AzureDevOps,
  branch: string,
  base: string,
  title: string,
): Promise<string> {
  const sourceRefName = `refs/heads/${branch}`;
  const targetRefName = `refs/heads/${base}`;
  const { value } = (await callAzureDevOps(azure, "GET", "/pullrequests", undefined, {
    "searchCriteria.status": "active",
    "searchCriteria.sourceRefName": sourceRefName,
    "searchCriteria.targetRefName": targetRefName,
  })) as { value: readonly { pullRequestId: number }[] };
  const [open] = value;
  if (open !== undefined) return `updated pull request ${open.pullRequestId}`;
  const made = (await callAzureDevOps(azure, "POST", "/pullrequests", {
    sourceRefName,
    targetRefName,
    title,
    description: note,
  })) as { pullRequestId: number };
  return `opened pull request ${made.pullRequestId}`;
}
