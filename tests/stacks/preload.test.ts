import { execFileSync, type ExecFileSyncOptions } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { projectRoot } from "../support/runStack.ts";

const preload = join(projectRoot, "preload.cjs");

/** What a script in CommonJS prints when it is run after the preload. */
function after(script: string, env: NodeJS.ProcessEnv = {}): unknown {
  const options: ExecFileSyncOptions = { cwd: projectRoot, env: { ...process.env, ...env } };
  const lines = execFileSync(process.execPath, ["--require", preload, "--eval", script], options).toString();
  return JSON.parse(lines.trim().split("\n").at(-1) ?? "");
}

const loaded = `const loaded = (name) => Object.keys(require.cache).some((file) => file.includes("/node_modules/" + name + "/"));`;
const print = `const print = (value) => console.log(JSON.stringify(value));`;

describe("what is loaded before a program", () => {
  it("is named in the project file, by a path that the engine resolves", () => {
    const project = parse(readFileSync(join(projectRoot, "Pulumi.yaml"), "utf8")) as {
      runtime: { options: { nodeargs: string } };
    };
    const [option, file = ""] = project.runtime.options.nodeargs.split(" ");
    expect(option).to.equal("--require");
    expect(existsSync(join(projectRoot, file))).to.equal(true);
  });

  it("keeps the compiler and npm's resolver out until they are used", () => {
    const script = `${loaded}${print}
      require("@pulumi/pulumi");
      print(["typescript", "@npmcli/arborist"].map(loaded));`;
    expect(after(script)).to.deep.equal([false, false]);
  });

  it("leaves the serialization of functions as it was", () => {
    const script = `${loaded}${print}
      const pulumi = require("@pulumi/pulumi");
      const answer = 42;
      pulumi.runtime.serializeFunction(() => answer).then(({ text }) => print([text.includes("42"), loaded("typescript")]));`;
    expect(after(script)).to.deep.equal([true, true]);
  });

  it("takes no stack trace of a promise, and all of an error", () => {
    const script = `${print}
      const { debuggablePromise } = require("@pulumi/pulumi/runtime/debuggable");
      const promise = Promise.resolve(1);
      require("@pulumi/pulumi").runtime.setMocks({ newResource: () => ({}), call: () => ({}) }).then(() => {
        debuggablePromise(promise, "test");
        print([promise._debugStackTrace.split("\\n").length > 1, new Error("mine").stack.split("\\n").length > 1]);
      });`;
    expect(after(script)).to.deep.equal([false, true]);
    expect(after(script, { PULUMI_DEBUG_PROMISE_LEAKS: "true" })).to.deep.equal([true, true]);
  });

  it("sends the line that made a resource, and no other of its stack trace", () => {
    const script = `${print}
      const pulumi = require("@pulumi/pulumi");
      const { Resource } = require("@pulumi/pulumi/resource");
      const lines = (trace) => trace.map((frame) => frame ? frame.uri.split("/").at(-1) + ":" + frame.line : "node");
      // As Resource, CustomResource and a resource of azure-native call it, three frames below whoever makes one.
      const taken = (skip) => Resource.stackTrace(skip);
      function inner() { return [taken(1), taken(2)]; }
      function mine() { return inner(); }
      print(mine().map(lines));`;
    const file = join(mkdtempSync(join(tmpdir(), "bulkhead-")), "program.cjs");
    writeFileSync(file, script);
    const run = (...preloads: string[]): unknown => {
      const args = [...preloads.flatMap((name) => ["--require", name]), file];
      const env = { ...process.env, NODE_PATH: join(projectRoot, "node_modules") };
      return JSON.parse(execFileSync(process.execPath, args, { cwd: projectRoot, env }).toString());
    };
    const [whole, short] = [run(), run(preload)] as string[][][];
    expect(whole?.[0]?.length).to.be.greaterThan(2);
    expect(short).to.deep.equal(whole?.map((trace) => trace.slice(0, 1)));
  });
});
