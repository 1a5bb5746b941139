/** The few calls of Azure DevOps' REST API that pipelines make. */

/** Which repository, with which token, over which connection. */
export interface AzureDevOps {
  /** Address of project and repository: `https://dev.azure.com/org/project/_apis/git/repositories/id`. */
  readonly repository: string;
  readonly token: string;
  readonly fetch?: typeof fetch;
}

/** @throws Error that names the missing variable. */
export function azureDevOpsFrom(env: Readonly<Record<string, string | undefined>>): AzureDevOps {
  const value = (name: string): string => {
    const found = env[name];
    if (found === undefined || found === "") throw new Error(`${name} is not set.`);
    return found;
  };
  const project = encodeURIComponent(value("SYSTEM_TEAMPROJECT"));
  const id = encodeURIComponent(value("BUILD_REPOSITORY_ID"));
  return {
    repository: `${value("SYSTEM_COLLECTIONURI").replace(/\/$/, "")}/${project}/_apis/git/repositories/${id}`,
    token: value("SYSTEM_ACCESSTOKEN"),
  };
}

/** One call; throws an Error for any answer but a success. */
export async function callAzureDevOps(
  azure: AzureDevOps,
  method: string,
  path: string,
  body?: unknown,
  query: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const search = new URLSearchParams({ ...query, "api-version": "7.1" });
  const response = await (azure.fetch ?? fetch)(`${azure.repository}${path}?${search.toString()}`, {
    method,
    headers: {
      accept: "application/json",
      authorization: `Bearer ${azure.token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    // A token that is not accepted leads to a sign-in page, with status 203 or a redirect.
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
  });
  if (response.status !== 200 && response.status !== 201)
    throw new Error(`Azure DevOps answered ${response.status} to ${method} ${path}.`);
  return await response.json();
}

interface Thread {
  readonly id: number;
  readonly isDeleted?: boolean;
  readonly comments: readonly { readonly id: number; readonly content?: string }[];
}

/** Writes the comment of a pull request, over our own earlier one where there is one. */
export async function writeThread(
  azure: AzureDevOps,
  pullRequest: number,
  marker: string,
  content: string,
): Promise<"created" | "updated"> {
  const threads = `/pullRequests/${pullRequest}/threads`;
  const { value } = (await callAzureDevOps(azure, "GET", threads)) as { value: readonly Thread[] };
  for (const thread of value) {
    const own = thread.isDeleted === true ? undefined : thread.comments[0];
    if (own?.content?.startsWith(marker) !== true) continue;
    await callAzureDevOps(azure, "PATCH", `${threads}/${thread.id}/comments/${own.id}`, { content });
    return "updated";
  }
  // closed: information, which nobody has to resolve before merging.
  const comments = [{ parentCommentId: 0, content, commentType: "text" }];
  await callAzureDevOps(azure, "POST", threads, { comments, status: "closed" });
  return "created";
}
