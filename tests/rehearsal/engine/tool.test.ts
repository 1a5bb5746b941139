import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { spawn } from "node:child_process";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { thisPlatform } from "../../../rehearsal/engine/places.ts";
import { pulumiRecipe } from "../../../rehearsal/engine/pulumi.ts";
import { findTool, installedFolder, type Tool, type ToolRequest } from "../../../rehearsal/engine/tool.ts";
import { fakeGo, filesServer, messageOf, packRelease, printing, sandbox, serve, sumLine } from "./sandbox.ts";
import type { Sandbox } from "./sandbox.ts";

const { version } = pulumiRecipe.pin;
const archive = pulumiRecipe.release.archive(thisPlatform()) ?? "none";
const checksums = pulumiRecipe.release.checksums();

describe("findTool", function () {
  let box: Sandbox;
  let close: (() => Promise<void>) | undefined;
  beforeEach(() => (box = sandbox()));
  afterEach(async () => {
    await close?.();
    close = undefined;
    box.remove();
  });

  const request = (choice: ToolRequest["choice"]): ToolRequest => ({
    choice,
    report: box.report,
    env: box.env,
  });
  const find = (choice: ToolRequest["choice"]) => findTool(pulumiRecipe, request(choice));
  const found = async (choice: ToolRequest["choice"]): Promise<Tool> => {
    const tool = await find(choice);
    if (tool.origin === "none") throw new Error(tool.tried.join("; "));
    return tool;
  };
  const folder = () => path.join(box.root, "cache", "pulumi", version);
  const mirror = async (files: Readonly<Record<string, Buffer | string>>) => {
    const server = await serve(filesServer(files));
    close = server.close;
    box.env["BULKHEAD_PULUMI_MIRROR"] = server.base;
  };
  const release = (body: string) =>
    packRelease(box, "pulumi", { pulumi: body, "pulumi-language-nodejs": "" });
  const withGo = (body: string) => {
    box.script("go", "go", body);
    box.onPath("go");
  };

  describe("download", () => {
    it("fetches, verifies, unpacks, and takes it from the cache the next time", async () => {
      const content = release(printing(version));
      await mirror({ [archive]: content, [checksums]: sumLine(content, archive) });
      const tool = await found("auto");
      const target = installedFolder(pulumiRecipe, "download", box.env);
      expect(tool).to.deep.equal({ origin: "download", executable: path.join(target, "pulumi"), version });
      expect(readdirSync(target)).to.deep.equal(["pulumi", "pulumi-language-nodejs"]);
      expect(readdirSync(folder())).to.deep.equal([path.basename(target)]);

      await close?.();
      close = undefined;
      expect(await found("auto")).to.deep.equal(tool);
      expect(await found("download")).to.deep.equal(tool);
    });

    it("goes on to the build when the checksum differs, and leaves nothing behind", async () => {
      const content = release(printing(version));
      await mirror({ [archive]: content, [checksums]: sumLine(Buffer.from("other"), archive) });
      withGo(fakeGo(version));
      expect((await found("auto")).origin).to.equal("build");
      expect(box.lines.join("\n")).to.match(/pulumi: download failed: .*its SHA-256 is/);
      expect(existsSync(installedFolder(pulumiRecipe, "download", box.env))).to.equal(false);
    });

    it("refuses a forced download that is missing, damaged, or of another version", async () => {
      await mirror({});
      expect(await messageOf(() => find("download"))).to.contain("404");
      await close?.();
      const noise = Buffer.from("not an archive");
      await mirror({ [archive]: noise, [checksums]: sumLine(noise, archive) });
      expect(await messageOf(() => find("download"))).to.contain(`tar cannot unpack ${archive}`);
      await close?.();
      const old = release(printing("3.1.0"));
      await mirror({ [archive]: old, [checksums]: sumLine(old, archive) });
      expect(await messageOf(() => find("download"))).to.contain("it is version 3.1.0");
      expect(readdirSync(folder())).to.deep.equal([]);
    });

    it("does not hang on a server that does", async () => {
      const server = await serve(() => undefined);
      close = server.close;
      box.env["BULKHEAD_PULUMI_MIRROR"] = server.base;
      const times = { answer: 100, stall: 100, progress: 1_000 };
      const tool = await findTool(pulumiRecipe, { ...request("auto"), downloadTimes: times });
      expect(tool).to.have.property("origin", "none");
      expect(tool)
        .to.have.property("tried")
        .that.satisfies((tried: string[]) => tried[1]?.includes("no answer within"));
    });

    it("has no archive for platforms without a release", () => {
      expect(pulumiRecipe.release.archive({ os: "linux", arch: "riscv64" })).to.equal(undefined);
      expect(pulumiRecipe.release.archive({ os: "win32", arch: "x64" })).to.equal(undefined);
      expect(pulumiRecipe.release.archive({ os: "darwin", arch: "arm64" })).to.equal(
        `pulumi-v${version}-darwin-arm64.tar.gz`,
      );
    });
  });

  describe("build", () => {
    it("builds in the cache, never in the committed module, and keeps the result", async () => {
      withGo(`pwd >> ${box.root}/where\n${fakeGo(version)}`);
      expect((await found("build")).origin).to.equal("build");
      expect((await found("build")).origin).to.equal("build");
      const where = readFileSync(path.join(box.root, "where"), "utf8").trim().split("\n");
      expect(where).to.have.length(1);
      expect(where[0]).to.contain(path.join("cache", "pulumi", version, "partial-"));
      expect(readdirSync(installedFolder(pulumiRecipe, "build", box.env))).to.deep.equal(["pulumi"]);
    });

    it("shows the compiler's words when it fails", async () => {
      withGo("echo 'go: updates to go.mod needed' >&2; exit 1");
      expect(await messageOf(() => find("build"))).to.match(
        /go build ended with 1: go: updates to go\.mod needed/,
      );
      expect(readdirSync(folder())).to.deep.equal([]);
    });

    it("prefers a download in the cache to a build in the cache", async () => {
      for (const origin of ["download", "build"] as const) {
        const target = path.relative(box.root, installedFolder(pulumiRecipe, origin, box.env));
        box.script(target, "pulumi", printing(version));
      }
      expect((await found("auto")).origin).to.equal("download");
      expect((await found("build")).origin).to.equal("build");
    });
  });

  it("never uses what an interrupted build left behind", async () => {
    const started = path.join(box.root, "started");
    withGo(`${fakeGo(version)}\necho > ${started}\nexec sleep 60`);
    const child = spawn(process.execPath, [path.join(import.meta.dirname, "buildOnce.ts")], {
      env: box.env,
      stdio: "inherit",
    });
    while (!existsSync(started)) await sleep(20);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.on("exit", resolve));
    expect(readdirSync(folder()).sort()).to.deep.equal(["lock", `partial-${child.pid}`]);
    expect(readdirSync(path.join(folder(), `partial-${child.pid}`))).to.include("pulumi");

    withGo(fakeGo(version));
    expect((await found("auto")).origin).to.equal("build");
    expect(box.lines.join("\n")).to.contain(`taking over the lock of process ${child.pid}`);
    expect(readdirSync(folder())).to.deep.equal([
      path.basename(installedFolder(pulumiRecipe, "build", box.env)),
    ]);
  });

  it("builds once when two ask at the same time", async () => {
    const count = path.join(box.root, "count");
    writeFileSync(count, "");
    withGo(`echo x >> ${count}\nsleep 0.5\n${fakeGo(version)}`);
    const both = await Promise.all([found("build"), found("build")]);
    expect(both[0]).to.deep.equal(both[1]);
    expect(readFileSync(count, "utf8")).to.equal("x\n");
    expect(box.lines.join("\n")).to.contain(
      `waiting: pulumi ${version} is being downloaded or built by process`,
    );
  });

  it("repairs a finished folder without its executable", async () => {
    mkdirSync(installedFolder(pulumiRecipe, "build", box.env), { recursive: true });
    withGo(fakeGo(version));
    expect((await found("build")).origin).to.equal("build");
  });
});
