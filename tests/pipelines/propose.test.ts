import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { projectRoot } from "../support/runStack.ts";

describe("what a pipeline proposes", function () {
  this.timeout(60_000);
  let folder: string;
  let server: Server;
  const calls: string[] = [];

  const git = (where: string, ...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@example.invalid", ...args], {
      cwd: path.join(folder, where),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
  const propose = (...args: string[]): Promise<{ code: number; out: string }> =>
    new Promise((resolve) => {
      const script = path.join(projectRoot, "pipelines/propose/main.ts");
      const { PATH = "" } = process.env;
      const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      const env = { PATH, HOME: folder, GITHUB_API_URL: api, GITHUB_REPOSITORY: "o/r", GITHUB_TOKEN: "t" };
      const child = spawn(process.execPath, [script, ...args], { cwd: path.join(folder, "clone"), env });
      let out = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (data: Buffer) => (out += data.toString()));
      child.once("exit", (code) => resolve({ code: code ?? -1, out: out.trim() }));
    });

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "bulkhead-propose-"));
    git(".", "init", "--quiet", "--bare", "--initial-branch=main", "origin.git");
    git(".", "clone", "--quiet", `file://${folder}/origin.git`, "clone");
    git("clone", "checkout", "--quiet", "-B", "main");
    for (const name of ["a", "b"]) writeFileSync(path.join(folder, "clone", `Pulumi.${name}.yaml`), "x: 1\n");
    git("clone", "add", ".");
    git("clone", "commit", "--quiet", "-m", "first");
    git("clone", "push", "--quiet", "origin", "main");
    server = createServer((request, response) => {
      calls.push(`${request.method} ${request.url?.split("?")[0]}`);
      response.end(JSON.stringify(request.method === "GET" ? [] : { html_url: "https://pull/1" }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is nothing where nothing has changed", async () => {
    expect(await propose("pipeline/x", "Title", "Pulumi.*.yaml")).to.deep.equal({
      code: 0,
      out: "nothing has changed",
    });
    expect(calls).to.deep.equal([]);
  });

  it("is a branch with what changed and what is gone, and a pull request", async () => {
    writeFileSync(path.join(folder, "clone", "Pulumi.a.yaml"), "x: 2\n");
    unlinkSync(path.join(folder, "clone", "Pulumi.b.yaml"));
    writeFileSync(path.join(folder, "clone", "other.txt"), "not proposed");
    const { code, out } = await propose("pipeline/x", "Title", "Pulumi.*.yaml");
    expect(out).to.contain("opened https://pull/1");
    expect(code).to.equal(0);
    expect(git("origin.git", "diff", "--name-status", "main", "pipeline/x").trim().split("\n")).to.deep.equal(
      [...["M\tPulumi.a.yaml", "D\tPulumi.b.yaml"]],
    );
    expect(calls).to.deep.equal(["GET /repos/o/r/pulls", "POST /repos/o/r/pulls"]);
  });

  it("is taken back when the files are again what they were", async () => {
    git("clone", "checkout", "--quiet", "--force", "main");
    expect((await propose("pipeline/x", "Title", "Pulumi.*.yaml")).out).to.equal(
      "nothing has changed any more",
    );
    expect(git("origin.git", "diff", "--name-status", "main", "pipeline/x")).to.equal("");
  });

  it("is never a person's branch", async () => {
    for (const branch of ["main", "feature/x", "pipeline/../main"]) {
      const { code, out } = await propose(branch, "Title", "Pulumi.*.yaml");
      expect(code, branch).to.equal(1);
      expect(out, branch).to.match(/pipeline\/|is no branch|ended with/);
    }
  });
});
