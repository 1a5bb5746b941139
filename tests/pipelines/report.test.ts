import { expect } from "chai";
import { azureDevOpsFrom, writeThread } from "../../pipelines/report/azureDevOps.ts";
import { githubFrom, keepIssue, writeComment } from "../../pipelines/report/github.ts";
import {
  driftBody,
  plain,
  previewComment,
  previewMarker,
  type DriftReport,
} from "../../pipelines/report/markdown.ts";
import { azurePullRequest, githubPullRequest, pushSettings } from "../../pipelines/propose/pullRequest.ts";
import { rejection } from "../support/rejection.ts";

interface Call {
  readonly method: string;
  readonly path: string;
  readonly body: Record<string, unknown> | undefined;
}

/** A server that answers from a table, by the beginning of method and path. */
function server(answers: Readonly<Record<string, unknown>>): { fetch: typeof fetch; calls: Call[] } {
  const calls: Call[] = [];
  const fake = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const path = `${url.pathname}${url.search}`;
    const method = init.method ?? "GET";
    const body =
      typeof init.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : undefined;
    calls.push({ method, path, body });
    const key = Object.keys(answers).find((prefix) => `${method} ${path}`.startsWith(prefix));
    return key === undefined ? new Response("", { status: 404 }) : Response.json(answers[key]);
  };
  return { fetch: fake, calls };
}

const writes = (calls: readonly Call[]): string[] =>
  calls.filter(({ method }) => method !== "GET").map(({ method, path }) => `${method} ${path}`);
const at = { api: "https://api.example", repository: "o/r", token: "t" };
const repo = "/repos/o/r";

describe("what pipelines say", () => {
  const stack = (changes: Record<string, number>, errors: string[] = []) => ({
    stack: "stamp-eastus",
    outcome: "succeeded",
    changes,
    errors,
  });

  it("counts a preview, and marks what is lost", () => {
    const text = previewComment({ ok: true, stacks: [stack({ create: 2, replace: 1 })] }, "0123456789abcdef");
    expect(text.startsWith(previewMarker)).to.equal(true);
    expect(text).to.contain("| stamp-eastus | succeeded | 2 | 0 | **1** | 0 |");
    expect(text).to.contain("Replaces or deletes something in stamp-eastus.");
  });

  it("lets nothing of others act as markup", () => {
    const evil = "](https://evil.example) <img src=x> @everyone | x\n## heading `code`";
    expect(plain(evil)).not.to.match(/[^\\][`\]|]|<img|\n|@e/);
    const text = previewComment({ ok: false, stacks: [stack({}, [evil])] }, "c");
    expect(text).not.to.contain("<img");
    expect(text.split("\n").filter((line) => line.startsWith("## "))).to.deep.equal([]);
  });

  it("cuts what is longer than a comment may be", () => {
    const text = previewComment({ ok: false, stacks: [stack({}, ["x".repeat(100_000)])] }, "c");
    expect(text.length).to.be.lessThan(65_536);
    expect(text).to.contain("The rest is left out");
  });

  it("names what drifted, without its values", () => {
    const report: DriftReport = {
      environment: "default",
      outcome: "drift",
      stacks: [
        {
          stack: "global",
          outcome: "drift",
          resources: [
            { name: "kv", type: "Vault", change: "changed", properties: [{ path: "properties.sku" }] },
          ],
          unchecked: ["the cluster was not reached"],
          errors: [],
        },
      ],
    };
    const withValues = structuredClone(report) as unknown as {
      stacks: { resources: { properties: object[] }[] }[];
    };
    Object.assign(withValues.stacks[0]?.resources[0]?.properties[0] ?? {}, { expected: "s3cret" });
    const text = driftBody(withValues as unknown as DriftReport, "https://run");
    expect(text).to.contain("- Vault kv: changed (properties.sku)");
    expect(text).to.contain("- not checked: the cluster was not reached");
    expect(text).not.to.contain("s3cret");
    expect(driftBody({ ...report, outcome: "unknown" }, "")).to.contain("could not be told");
  });
});

describe("GitHub", () => {
  it("gets one comment, which the next run rewrites", async () => {
    const first = server({ [`GET ${repo}/issues/5/comments`]: [], [`POST ${repo}/issues/5/comments`]: {} });
    expect(await writeComment({ ...at, fetch: first.fetch }, 5, "<!-- m -->", "text")).to.equal("created");
    const comments = [
      { id: 1, body: "<!-- m --> of a person", user: { type: "User" } },
      { id: 2, body: "<!-- m --> ours", user: { type: "Bot" } },
    ];
    const second = server({
      [`GET ${repo}/issues/5/comments`]: comments,
      [`PATCH ${repo}/issues/comments/2`]: {},
    });
    expect(await writeComment({ ...at, fetch: second.fetch }, 5, "<!-- m -->", "new")).to.equal("updated");
    expect(writes(second.calls)).to.deep.equal([`PATCH ${repo}/issues/comments/2`]);
  });

  it("gets one issue: opened, rewritten, closed", async () => {
    const issue = { number: 7, title: "Drift" };
    const none = server({ [`GET ${repo}/issues?`]: [], [`POST ${repo}/issues`]: {} });
    expect(await keepIssue({ ...at, fetch: none.fetch }, "Drift", "drift", "b")).to.equal("opened");
    const open = server({ [`GET ${repo}/issues?`]: [issue], [`PATCH ${repo}/issues/7`]: {} });
    expect(await keepIssue({ ...at, fetch: open.fetch }, "Drift", "drift", "b")).to.equal("updated");
    expect(await keepIssue({ ...at, fetch: open.fetch }, "Drift", "drift", undefined)).to.equal("closed");
    expect(open.calls.at(-1)?.body).to.include({ state: "closed" });
    expect(await keepIssue({ ...at, fetch: none.fetch }, "Drift", "drift", undefined)).to.equal(
      "nothing to do",
    );
  });

  it("gets one pull request for a branch", async () => {
    const none = server({ [`GET ${repo}/pulls`]: [], [`POST ${repo}/pulls`]: { html_url: "u" } });
    expect(await githubPullRequest({ ...at, fetch: none.fetch }, "pipeline/x", "main", "t")).to.equal(
      "opened u",
    );
    const open = server({ [`GET ${repo}/pulls`]: [{ html_url: "u" }] });
    expect(await githubPullRequest({ ...at, fetch: open.fetch }, "pipeline/x", "main", "t")).to.equal(
      "updated u",
    );
  });

  it("a refusal names the call", async () => {
    const error = await rejection(writeComment({ ...at, fetch: server({}).fetch }, 5, "m", "t"));
    expect(error.message).to.match(/404 to GET \/issues\/5\/comments/);
    expect(() => githubFrom({ GITHUB_REPOSITORY: "o/r" })).to.throw("GITHUB_TOKEN");
  });

  it("takes the token by the environment, for its own address only", () => {
    const settings = pushSettings("https://github.com/o/r.git", "tok", false);
    expect(settings["GIT_CONFIG_KEY_0"]).to.equal("http.https://github.com/.extraheader");
    expect(settings["GIT_CONFIG_VALUE_0"]).to.match(/^Authorization: Basic /);
  });
});

describe("Azure DevOps", () => {
  const azure = azureDevOpsFrom({
    SYSTEM_COLLECTIONURI: "https://dev.azure.com/o/",
    SYSTEM_TEAMPROJECT: "p q",
    BUILD_REPOSITORY_ID: "id",
    SYSTEM_ACCESSTOKEN: "t",
  });
  const base = "/o/p%20q/_apis/git/repositories/id";

  it("gets one thread, which the next run rewrites", async () => {
    const threads = `${base}/pullRequests/5/threads`;
    const first = server({ [`GET ${threads}`]: { value: [] }, [`POST ${threads}`]: {} });
    expect(await writeThread({ ...azure, fetch: first.fetch }, 5, "<!-- m -->", "t")).to.equal("created");
    const value = [{ id: 3, comments: [{ id: 1, content: "<!-- m --> old" }] }];
    const second = server({ [`GET ${threads}`]: { value }, [`PATCH ${threads}/3/comments/1`]: {} });
    expect(await writeThread({ ...azure, fetch: second.fetch }, 5, "<!-- m -->", "t")).to.equal("updated");
    const deleted = server({
      [`GET ${threads}`]: { value: [{ ...value[0], isDeleted: true }] },
      [`POST ${threads}`]: {},
    });
    expect(await writeThread({ ...azure, fetch: deleted.fetch }, 5, "<!-- m -->", "t")).to.equal("created");
  });

  it("gets one pull request for a branch", async () => {
    const path = `${base}/pullrequests`;
    const none = server({ [`GET ${path}`]: { value: [] }, [`POST ${path}`]: { pullRequestId: 9 } });
    expect(await azurePullRequest({ ...azure, fetch: none.fetch }, "pipeline/x", "main", "t")).to.match(
      /^opened .* 9$/,
    );
    const open = server({ [`GET ${path}`]: { value: [{ pullRequestId: 9 }] } });
    expect(await azurePullRequest({ ...azure, fetch: open.fetch }, "pipeline/x", "main", "t")).to.match(
      /^updated/,
    );
  });

  it("a page instead of an answer is an error", async () => {
    const page = async (): Promise<Response> => new Response("<html>", { status: 203 });
    const error = await rejection(writeThread({ ...azure, fetch: page }, 5, "m", "t"));
    expect(error.message).to.match(/answered 203/);
  });
});
