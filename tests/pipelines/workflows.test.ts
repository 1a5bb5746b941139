import { expect } from "chai";
import { actions, workflows } from "./files.ts";
import { usesOf, workflowMistakes } from "./rules.ts";

const good = `
name: Good
on:
  pull_request:
permissions: {}
concurrency: one
jobs:
  test:
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2
        with:
          persist-credentials: false
      - run: npm test
`;

describe("workflows of GitHub Actions", () => {
  for (const { file, text } of workflows)
    it(`${file} keeps the rules`, () => expect(workflowMistakes(text)).to.deep.equal([]));

  it("actions of our own are pinned too", () => {
    for (const { text } of actions) {
      for (const { action } of usesOf(text)) expect(action).to.match(/@[0-9a-f]{40}$/);
      expect(text).not.to.match(/run:.*\$\{\{/);
    }
  });

  it("takes a workflow that keeps the rules", () => expect(workflowMistakes(good)).to.deep.equal([]));

  const refused: readonly [what: string, from: string | RegExp, to: string, mistake: RegExp][] = [
    ["a tag instead of a commit", /@de0f\w+ # v6.0.2/, "@v6", /not pinned/],
    ["a commit that nobody looked at", "de0fac2e", "00000000", /not in the list/],
    ["a comment that names another version", "# v6.0.2", "# v6.0.1", /is v6\.0\.2/],
    ["a token in the checkout", "persist-credentials: false", "fetch-depth: 1", /stays behind/],
    ["an expression in a script", "npm test", "echo ${{ github.event.pull_request.title }}", /env/],
    ["pull_request_target", "pull_request:", "pull_request_target:", /pull_request_target/],
    ["permissions of the whole workflow", "permissions: {}", "permissions: write-all", /not empty/],
    ["a job without permissions", /    permissions:\n      contents: read\n/, "", /not listed/],
    ["a permission too many", "contents: read", "packages: write", /packages: write/],
    ["no timeout", "    timeout-minutes: 5\n", "", /no timeout/],
    ["no concurrency group", "concurrency: one\n", "", /no concurrency/],
    [
      "a stored secret",
      "npm test",
      "npm test\n        env:\n          KEY: ${{ secrets.KEY }}",
      /stored secret/,
    ],
    ["an agent without a guard", "ubuntu-24.04", "[self-hosted]", /no environment guards it/],
    ["a fork on an agent", "ubuntu-24.04", "[self-hosted]\n    environment: preview", /fork/],
    ["a token that a fork could use", "contents: read", "issues: write", /fork/],
    ["a sign-in without a guard", "contents: read", "id-token: write", /signs in/],
    ["signing in and pushing at once", "contents: read", "contents: write\n      id-token: write", /at once/],
    ["a cache", "npm test", "npm test\n      - uses: actions/cache@v4", /a cache/],
    ["going on after an error", "npm test", "npm test\n        continue-on-error: true", /after an error/],
  ];
  for (const [what, from, to, mistake] of refused)
    it(`refuses ${what}`, () => {
      const broken = good.replace(from, to);
      expect(broken).not.to.equal(good);
      expect(workflowMistakes(broken).join("\n")).to.match(mistake);
    });
});
