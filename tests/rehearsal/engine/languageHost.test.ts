import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { runCommand, type CommandResult } from "../../../rehearsal/engine/command.ts";
import { findOnPath, isExecutable } from "../../../rehearsal/engine/places.ts";
import { ensureEngine, pulumiRecipe } from "../../../rehearsal/engine/pulumi.ts";
import { installedFolder } from "../../../rehearsal/engine/tool.ts";

const root = path.resolve(import.meta.dirname, "../../..");
const bin = path.join(root, "rehearsal", "engine", "bin");

/** Tests never build for minutes: what is on PATH, or what an earlier run put into the cache, is used. */
function engineIsThere(): boolean {
  const folders = (["download", "build"] as const).map((origin) =>
    installedFolder(pulumiRecipe, origin, process.env),
  );
  return (
    findOnPath("pulumi", process.env["PATH"]) !== undefined ||
    folders.some((folder) => isExecutable(path.join(folder, "pulumi")))
  );
}

const program = `
import * as pulumi from "@pulumi/pulumi";
class Thing extends pulumi.CustomResource {
  constructor(name: string, props: pulumi.Inputs) { super("tiny:index:Thing", name, { echoed: undefined, ...props }); }
}
const config = new pulumi.Config();
if (config.get("fail")) throw new Error("the program says no");
const thing = new Thing("thing", { color: config.require("color") });
console.log("program on node " + process.version);
export const stack = pulumi.getStack();
export const secret = config.requireSecret("token");
export const echoed = (thing as unknown as { echoed: pulumi.Output<string> }).echoed;
`;

const provider = `
import { main } from "@pulumi/pulumi/provider/server.js";
const answer = (inputs) => ({ ...inputs, echoed: inputs.color + " it is" });
main({
  version: "0.0.1",
  check: async (urn, olds, news) => ({ inputs: news }),
  create: async (urn, inputs) => ({ id: "one", outs: answer(inputs) }),
  diff: async () => ({ changes: false }),
  delete: async () => {},
}, process.argv.slice(2));
`;

const policy = `
const { PolicyPack } = require("@pulumi/policy");
new PolicyPack("tiny", { policies: [{
  name: "no-red", description: "Red is not allowed.", enforcementLevel: "mandatory",
  validateResource: (args, report) => { if (args.props.color === "red") report("this is red"); },
}] });
`;

describe("language host", function () {
  let folder: string;
  let pulumi: string;
  let searchPath: string;

  before(async function () {
    if (!engineIsThere()) {
      console.log("      skipped: there is no engine on PATH or in the cache; `npm start` puts one there");
      this.skip();
    }
    const engine = await ensureEngine({ choice: "auto", report: () => undefined });
    if (engine.kind === "in-process") throw new Error(engine.reason);
    pulumi = engine.pulumi;
    searchPath = engine.path;
    folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-host-"));
    const write = (file: string, text: string) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    write(
      "Pulumi.yaml",
      [
        "name: tiny",
        "main: index.ts",
        "runtime: { name: nodejs, options: { typescript: false, nodeargs: --disable-warning=ExperimentalWarning } }",
        "plugins: { providers: [{ name: tiny, path: ./provider }] }",
      ].join("\n"),
    );
    write("package.json", '{ "type": "module", "main": "index.ts" }');
    write("index.ts", program);
    write("provider/PulumiPlugin.yaml", "runtime: { name: nodejs, options: { typescript: false } }\n");
    write("provider/package.json", '{ "type": "module", "main": "index.js" }');
    write("provider/index.js", provider);
    write(
      "policy/PulumiPolicy.yaml",
      "runtime: { name: nodejs, options: { typescript: false } }\nversion: 0.0.1\n",
    );
    write("policy/package.json", '{ "name": "tiny-policy", "version": "0.0.1", "main": "index.js" }');
    write("policy/index.js", policy);
    mkdirSync(path.join(folder, "state"));
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const run = (...args: string[]): Promise<CommandResult> =>
    runCommand(pulumi, [...args, "--non-interactive"], {
      cwd: folder,
      timeout: 500_000,
      env: {
        ...process.env,
        PATH: searchPath,
        PULUMI_HOME: path.join(folder, "home"),
        PULUMI_BACKEND_URL: `file://${folder}/state`,
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        BULKHEAD_NODE: process.execPath,
      },
    });
  const okay = async (...args: string[]): Promise<string> => {
    const result = await run(...args);
    if (!result.ok) throw new Error(`pulumi ${args.join(" ")}: ${result.problem}\n${result.stdout}`);
    return result.stdout;
  };

  it("runs a program with config, secrets, a provider given by path and a policy pack", async () => {
    await okay("stack", "init", "one");
    await okay("config", "set", "color", "blue");
    await okay("config", "set", "--secret", "token", "hidden");
    const shown = await okay("up", "--yes", "--skip-preview", "--policy-pack", "policy");
    expect(shown).to.contain(`program on node ${process.version}`);
    expect(shown).to.contain("tiny@v0.0.1");
    expect(shown).not.to.contain("warning");
    const outputs = JSON.parse(await okay("stack", "output", "--json")) as Record<string, string>;
    expect(outputs).to.deep.equal({ stack: "one", secret: "[secret]", echoed: "blue it is" });
  });

  it("lets the policy pack refuse", async () => {
    await okay("config", "set", "color", "red");
    const result = await run("preview", "--policy-pack", "policy");
    await okay("config", "set", "color", "blue");
    expect(result.ok).to.equal(false);
    expect(result.stdout).to.contain("this is red");
  });

  it("passes on what the program says when it fails, once", async () => {
    await okay("config", "set", "fail", "yes");
    const result = await run("preview");
    expect(result.ok).to.equal(false);
    expect(result.stdout.match(/the program says no/g)).to.have.length(1);
    expect(result.stdout).not.to.contain("program exited with");
  });

  it("says what to do when the SDK is not installed", async () => {
    rmSync(path.join(folder, "node_modules"));
    const result = await run("preview");
    symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
    expect(result.ok).to.equal(false);
    expect(result.stdout + result.problem).to.match(
      /its package @pulumi\/pulumi is not installed\. Run `npm ci`/,
    );
  });
});

describe("the script that starts the language host", () => {
  it("is executable and finds its way through symbolic links", () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-host-"));
    const node = path.join(folder, "node");
    writeFileSync(node, '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    const link = path.join(folder, "link");
    symlinkSync(path.join(bin, "pulumi-language-nodejs"), link);
    const printed = execFileSync(link, ["127.0.0.1:1"], {
      env: { ...process.env, BULKHEAD_NODE: node },
      encoding: "utf8",
    });
    const [, script = "", address] = printed.trim().split(" ");
    rmSync(folder, { recursive: true });
    expect(address).to.equal("127.0.0.1:1");
    expect(readFileSync(script, "utf8")).to.equal(
      readFileSync(path.join(root, "rehearsal", "engine", "languageHost.ts"), "utf8"),
    );
  });
});
