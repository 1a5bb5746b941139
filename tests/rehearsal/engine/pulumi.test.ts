import { execFileSync } from "node:child_process";
import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { runCommand } from "../../../rehearsal/engine/command.ts";
import { findOnPath } from "../../../rehearsal/engine/places.ts";
import { ensureEngine, type Engine, type EngineRequest } from "../../../rehearsal/engine/pulumi.ts";
import { pulumiPin } from "../../../rehearsal/engine/versions.ts";
import { fakeGo, messageOf, printing, sandbox, type Sandbox } from "./sandbox.ts";

const ourHost = path.resolve(import.meta.dirname, "../../../rehearsal/engine/bin");
const current = printing(pulumiPin.version);

function real(engine: Engine): Exclude<Engine, { kind: "in-process" }> {
  if (engine.kind === "in-process") throw new Error(`no engine: ${engine.reason}`);
  return engine;
}

describe("ensureEngine", function () {
  let box: Sandbox;
  beforeEach(() => (box = sandbox()));
  afterEach(() => box.remove());
  const ensure = (choice: EngineRequest["choice"]) =>
    ensureEngine({ choice, report: box.report, env: box.env });

  describe("with pulumi on PATH", () => {
    it("uses an official installation, with its own language host, on the PATH it was found on", async () => {
      const pulumi = box.script("official", "pulumi", current);
      box.script("official", "pulumi-language-nodejs", "");
      box.onPath("official");
      // Only a node that is not ours would be put in front.
      mkdirSync(path.join(box.root, "node"));
      symlinkSync(process.execPath, path.join(box.root, "node", "node"));
      box.onPath("node");
      const engine = real(await ensure("auto"));
      expect(engine).to.deep.equal({
        kind: "path",
        pulumi,
        version: pulumiPin.version,
        path: box.env["PATH"],
      });
      expect(box.lines).to.deep.equal([]);
    });

    it("finds the language host of an installation that is linked into PATH", async () => {
      const inside = box.script("cellar/bin", "pulumi", current);
      box.script("cellar/bin", "pulumi-language-nodejs", "");
      mkdirSync(path.join(box.root, "links"));
      symlinkSync(inside, path.join(box.root, "links", "pulumi"));
      box.onPath("links");
      expect(real(await ensure("auto")).path.split(path.delimiter)).not.to.include(ourHost);
    });

    it("adds our language host to one that has none", async () => {
      const pulumi = box.script("bare", "pulumi", current);
      box.onPath("bare");
      const engine = real(await ensure("path"));
      expect(findOnPath("pulumi", engine.path)).to.equal(pulumi);
      expect(findOnPath("pulumi-language-nodejs", engine.path)).to.equal(
        path.join(ourHost, "pulumi-language-nodejs"),
      );
    });

    it("makes the Node.js that runs now the one that programs run on", async () => {
      box.script("official", "pulumi", current);
      box.script("official", "node", "echo v16.0.0");
      box.onPath("official");
      expect(findOnPath("node", real(await ensure("path")).path)).to.equal(process.execPath);
    });

    it("skips one that is too old, and says so", async () => {
      box.script("old", "pulumi", printing("3.100.0"));
      box.script("go", "go", fakeGo(pulumiPin.version));
      box.onPath("old");
      box.onPath("go");
      expect(real(await ensure("auto")).kind).to.equal("build");
      expect(box.lines[0]).to.match(
        /old\/pulumi is not used: it is version 3\.100\.0, and .* or newer is needed/,
      );
    });

    it("refuses one that is too old when PATH was asked for", async () => {
      box.script("old", "pulumi", printing("3.100.0"));
      box.onPath("old");
      expect(await messageOf(() => ensure("path"))).to.match(
        /asked for \(path\): PATH: .*3\.100\.0.*Install pulumi 3\.\d+\.0 or newer/,
      );
    });

    it("refuses one that does not run", async () => {
      box.script("broken", "pulumi", "echo cannot load library >&2; exit 127");
      box.onPath("broken");
      expect(await messageOf(() => ensure("path"))).to.contain(
        "broken/pulumi does not run: cannot load library",
      );
    });
  });

  describe("built here", () => {
    const built = async (choice: EngineRequest["choice"]) => {
      box.script("go", "go", fakeGo(pulumiPin.version));
      box.onPath("go");
      return real(await ensure(choice));
    };

    it("has a language host beside it that hands over to the one of this work tree", async () => {
      const engine = await built("build");
      const beside = path.join(path.dirname(engine.pulumi), "pulumi-language-nodejs");
      expect(findOnPath("pulumi-language-nodejs", engine.path)).to.equal(beside);
      const node = box.script("node", "node", 'echo "$2"');
      const env = { ...box.env, PATH: engine.path, BULKHEAD_NODE: node };
      const script = execFileSync(beside, ["127.0.0.1:1"], { env, encoding: "utf8" }).trim();
      expect(realpathSync(script)).to.equal(path.resolve(ourHost, "../languageHost.ts"));
    });

    it("says what to do when there is no language host to hand over to", async () => {
      const engine = await built("build");
      const beside = path.join(path.dirname(engine.pulumi), "pulumi-language-nodejs");
      const env = { PATH: `${path.dirname(beside)}${path.delimiter}${box.env["PATH"]}` };
      const result = await runCommand(beside, [], { env, timeout: 60_000 });
      expect(result.problem).to.contain("there is no other language host on PATH; start this engine through");
    });

    it("keeps our language host when its own folder is already on PATH", async () => {
      const engine = await built("build");
      box.env["PATH"] = `${path.dirname(engine.pulumi)}${path.delimiter}${box.env["PATH"]}`;
      const again = real(await ensure("auto"));
      expect(again.kind).to.equal("path");
      expect(again.path.split(path.delimiter).slice(0, 2)).to.deep.equal([
        path.dirname(engine.pulumi),
        ourHost,
      ]);
    });
  });

  describe("with nothing on PATH", () => {
    it("rehearses in process, with everything that was tried", async () => {
      const engine = await ensure("auto");
      if (engine.kind !== "in-process") throw new Error(`unexpected ${engine.kind}`);
      expect(engine.reason).to.match(
        /^PATH: there is no pulumi on PATH; download: .*ECONNREFUSED.*; build: there is no go on PATH$/,
      );
    });

    it("does so without looking when it was asked for", async () => {
      expect(await ensure("in-process")).to.deep.equal({ kind: "in-process", reason: "it was asked for" });
      expect(box.lines).to.deep.equal([]);
    });

    it("refuses the other choices, each with its reason and remedy", async () => {
      expect(await messageOf(() => ensure("path"))).to.contain("there is no pulumi on PATH");
      expect(await messageOf(() => ensure("download"))).to.match(/ECONNREFUSED.*BULKHEAD_PULUMI_MIRROR/);
      expect(await messageOf(() => ensure("build"))).to.match(/there is no go on PATH.*Install Go/);
    });

    it("names the cache folder that cannot be written", async () => {
      writeFileSync(path.join(box.root, "file"), "");
      box.env["BULKHEAD_CACHE_DIR"] = path.join(box.root, "file");
      const engine = await ensure("auto");
      expect(engine)
        .to.have.property("reason")
        .that.matches(/cache .*\/file\/pulumi.*ENOTDIR.*BULKHEAD_CACHE_DIR/);
    });
  });
});
