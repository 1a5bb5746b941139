/** The few calls of GitHub's REST API that pipelines make. */

/** Which repository, with which token, over which connection. */
export interface GitHub {
  readonly api: string;
  readonly repository: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
}

/** @throws Error that names the missing variable. */
export function githubFrom(env: Readonly<Record<string, string | undefined>>): GitHub {
  const value = (name: string): string => {
    const found = env[name];
    if (found === undefined || found === "") throw new Error(`${name} is not set.`);
    return found;
  };
  return {
    api: env["GITHUB_API_URL"] ?? "https://api.github.com",
    repository: value("GITHUB_REPOSITORY"),
    token: value("GITHUB_TOKEN"),
  };
}

/** One call; throws an Error for any answer but a success. */
export async function callGitHub(
  github: GitHub,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const response = await (github.fetch ?? fetch)(`${github.api}/repos/${github.repository}${path}`, {
    method,
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Bearer ${github.token}`,
      "x-github-api-version": "2022-11-28",
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${method} ${path}.`);
  return response.status === 204 ? undefined : await response.json();
}

interface Comment {
  readonly id: number;
  readonly body?: string;
  readonly user?: { readonly type?: string };
}

/** Writes the comment of a pull request, over our own earlier one where there is one. */
export async function writeComment(
  github: GitHub,
  pullRequest: number,
  marker: string,
  body: string,
): Promise<"created" | "updated"> {
  for (let page = 1; ; page += 1) {
    const comments = (await callGitHub(
      github,
      "GET",
      `/issues/${pullRequest}/comments?per_page=100&page=${page}`,
    )) as Comment[];
    // Only a bot's: a person's text with the marker inside stays what it is.
    const own = comments.find((comment) => comment.user?.type === "Bot" && comment.body?.startsWith(marker));
    if (own !== undefined) {
      await callGitHub(github, "PATCH", `/issues/comments/${own.id}`, { body });
      return "updated";
    }
    if (comments.length < 100) break;
  }
  await callGitHub(github, "POST", `/issues/${pullRequest}/comments`, { body });
  return "created";
}

interface Issue {
  readonly number: number;
  readonly title: string;
  readonly pull_request?: unknown;
}

/** Opens the issue of that title and label, rewrites it while it is open, or closes it when `body` is undefined. */
export async function keepIssue(
  github: GitHub,
  title: string,
  label: string,
  body: string | undefined,
): Promise<"opened" | "updated" | "closed" | "nothing to do"> {
  const open = (await callGitHub(
    github,
    "GET",
    `/issues?state=open&per_page=100&labels=${encodeURIComponent(label)}`,
  )) as Issue[];
  const issue = open.find((candidate) => candidate.title === title && candidate.pull_request === undefined);
  if (body === undefined) {
    if (issue === undefined) return "nothing to do";
    await callGitHub(github, "PATCH", `/issues/${issue.number}`, {
      state: "closed",
      state_reason: "completed",
    });
    return "closed";
  }
  if (issue !== undefined) {
    await callGitHub(github, "PATCH", `/issues/${issue.number}`, { body });
    return "updated";
  }
  await callGitHub(github, "POST", "/issues", { title, body, labels: [label] });
  return "opened";
}
