import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { CommandError, ConcurrentUpdateError } from "@pulumi/pulumi/automation/index.js";
import { expect } from "chai";
import { contractOf, listStacks, openStack, replaceState, selectStack, stateOf } from "../../cli/backend.ts";
import { rejection } from "../support/rejection.ts";
import { temporary } from "./recoveryKit.ts";

/** Stands in for the engine: tells what it was asked, and answers what the test has written down. */
const engine = `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2).filter((each) => each !== "--non-interactive");
const input = args[1] === "import" && !args.includes("--file") ? readFileSync(0, "utf8") : "";
appendFileSync(process.env.ASKED, JSON.stringify({ args: args.join(" "), input }) + "\\n");
const answers = JSON.parse(readFileSync(process.env.ANSWERS, "utf8"));
const { output = "", error, code = 255 } = answers[args.slice(0, 2).join(" ")] ?? {};
process.stdout.write(output);
if (error !== undefined) { process.stderr.write(error); process.exitCode = code; }
`;

const sealed = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "v1:abc",
};
const state = { version: 3, deployment: { resources: [{ urn: "urn:a", outputs: { password: sealed } }] } };
const unknown = { error: "error: no stack named 'stamp-eastus' found\n", code: 6 };

describe("stacks as the backend has them", () => {
  const before = { ...process.env };
  let root: string;
  let place: { workDir: string; environment: Record<string, string> };

  function answer(
    answers: Readonly<Record<string, { output?: string; error?: string; code?: number }>>,
  ): void {
    writeFileSync(
      path.join(root, "answers.json"),
      JSON.stringify({ version: { output: "v3.250.0\n" }, ...answers }),
    );
  }
  function asked(): { args: string; input: string }[] {
    return readFileSync(path.join(root, "asked.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { args: string; input: string });
  }
  const lines = (): string[] => asked().map(({ args }) => args);

  beforeEach(() => {
    root = temporary();
    for (const folder of ["bin", "tmp", "work"]) mkdirSync(path.join(root, folder));
    writeFileSync(path.join(root, "bin", "pulumi"), engine, { mode: 0o755 });
    writeFileSync(path.join(root, "work", "Pulumi.yaml"), "name: bulkhead\nruntime: nodejs\n");
    writeFileSync(path.join(root, "asked.jsonl"), "");
    process.env["PATH"] = `${path.join(root, "bin")}${path.delimiter}${before["PATH"] ?? ""}`;
    process.env["TMPDIR"] = path.join(root, "tmp");
    const environment = { ASKED: path.join(root, "asked.jsonl"), ANSWERS: path.join(root, "answers.json") };
    // The version is asked without the environment of a workspace.
    Object.assign(process.env, environment);
    place = { workDir: path.join(root, "work"), environment };
  });
  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
    rmSync(root, { recursive: true });
  });

  it("leave it and come back with their secrets encrypted, and never through a file", async () => {
    answer({ "stack export": { output: JSON.stringify(state) } });
    const found = await stateOf("global", place);
    expect(found).to.deep.equal(state);
    if (found !== undefined) await replaceState("global", place, found);
    expect(lines()).to.deep.equal(["version", "stack export --stack global", "stack import --stack global"]);
    expect(JSON.parse(asked().at(-1)?.input ?? "")).to.deep.equal(state);
    expect(readdirSync(path.join(root, "tmp"))).to.deep.equal([]);
  });

  it("keep that way where a stack is opened and corrected, also when the engine refuses", async () => {
    answer({
      "stack export": { output: JSON.stringify(state) },
      "stack import": { error: "error: snapshot integrity failure\n" },
    });
    const stack = await openStack("global", place, "passphrase");
    const error = await rejection(stack.importStack(await stack.exportStack()));
    expect(error).to.be.instanceOf(CommandError);
    expect(error.message).to.contain("error: snapshot integrity failure");
    expect(readdirSync(path.join(root, "tmp"))).to.deep.equal([]);
    expect(lines().filter((line) => line.includes("--show-secrets"))).to.deep.equal([]);
  });

  it("tell their contract without decrypting anything, and mark what is secret", async () => {
    answer({ "stack output": { output: JSON.stringify({ contract: { version: 1 }, key: "[secret]" }) } });
    expect(await contractOf("global", place)).to.deep.equal({ version: 1 });
    const stack = await selectStack("global", place);
    expect(await stack?.outputs()).to.deep.equal({
      contract: { value: { version: 1 }, secret: false },
      key: { value: "[secret]", secret: true },
    });
    expect(lines().filter((line) => line.startsWith("stack output"))).to.deep.equal([
      "stack output --json --stack global",
      "stack output --json --stack global",
    ]);
  });

  it("are brought up without asking what has just been heard", async () => {
    answer({ "stack output": { output: "{}" } });
    const stack = await openStack("global", place, "passphrase");
    expect((await stack.up()).summary).to.equal(undefined);
    expect(lines().map((line) => line.split(" ").slice(0, 2).join(" "))).to.deep.equal([
      "version",
      "stack select",
      "up --yes",
      "stack output",
    ]);
  });

  it("are undefined where there is no such stack, by whatever is asked for", async () => {
    answer({ "stack select": unknown, "stack export": unknown, "stack output": unknown });
    expect(await selectStack("stamp-eastus", place)).to.equal(undefined);
    expect(await stateOf("stamp-eastus", place)).to.equal(undefined);
    expect(await contractOf("stamp-eastus", place)).to.equal(undefined);
  });

  it("are made where they have to be, by who is to encrypt their secrets", async () => {
    answer({ "stack select": unknown });
    await openStack("stamp-eastus", place, "azurekeyvault://v");
    expect(lines().at(-1)).to.equal("stack init stamp-eastus --secrets-provider azurekeyvault://v");
  });

  it("say when another run holds the lock, and every other failure as it is", async () => {
    const held = "error: the stack is currently locked by 1 lock(s)\n";
    answer({ "stack import": { error: held }, "stack export": { error: "error: no access\n" } });
    const locked = await rejection(replaceState("global", place, state));
    expect(locked).to.be.instanceOf(ConcurrentUpdateError);
    const denied = await rejection(stateOf("global", place));
    expect(denied).to.be.instanceOf(CommandError).and.not.instanceOf(ConcurrentUpdateError);
    expect(denied.message).to.contain("no access").and.to.contain("--stack global");
  });

  it("ask the engine for its version once, as long as the PATH is the same, and again when there was none", async () => {
    answer({ "stack ls": { output: "[]" } });
    await listStacks(place);
    await listStacks(place);
    expect(lines().filter((line) => line === "version")).to.have.length(1);
    process.env["PATH"] = path.join(root, "nowhere");
    await rejection(listStacks(place));
    mkdirSync(path.join(root, "nowhere"));
    writeFileSync(path.join(root, "nowhere", "pulumi"), engine, { mode: 0o755 });
    expect(await listStacks(place)).to.deep.equal([]);
  });
});
