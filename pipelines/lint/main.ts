/**
 * Checks the pipelines: `npm run lint:pipelines`.
 *
 * actionlint and, where Python is there, zizmor and shellcheck for GitHub Actions; the published schema and shellcheck for Azure
 * Pipelines. What the tests under tests/pipelines hold does not depend on any of these tools.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { runCommand } from "../../rehearsal/engine/command.ts";
import { findOnPath, isExecutable } from "../../rehearsal/engine/places.ts";
import { installedFolder } from "../../rehearsal/engine/tool.ts";
import { ensurePythonTools } from "../tools/python.ts";
import { ensureTool, recipes } from "../tools/recipes.ts";
import { AzureSchema } from "./azureSchema.ts";
import { scriptsOf } from "./scripts.ts";

const root = path.resolve(import.meta.dirname, "../..");
const timeout = 120_000;
const report = (line: string): void => console.error(line);

let failures = 0;
function check(what: string, ok: boolean, said = ""): void {
  if (ok) return console.log(`ok      ${what}`);
  failures += 1;
  console.log(`failed  ${what}\n${said}`);
}

const yamlFiles = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.join(folder, name))
    .sort();

/** Whether a pipeline may leave actionlint out: nothing here could build it. Whoever asks by hand gets an error instead. */
const mayBuild =
  findOnPath("go", process.env["PATH"]) !== undefined ||
  isExecutable(path.join(installedFolder(recipes.actionlint, "build", process.env), "actionlint"));

const python = await ensurePythonTools(report);
const env =
  "folder" in python
    ? { ...process.env, PATH: `${python.folder}${path.delimiter}${process.env["PATH"]}` }
    : process.env;
const run = (file: string, args: readonly string[], cwd = root): ReturnType<typeof runCommand> =>
  runCommand(file, args, { env, cwd, timeout });

const schema = new AzureSchema();
for (const file of yamlFiles(".azure-pipelines")) {
  const mistakes = schema.check(readFileSync(path.join(root, file), "utf8"));
  check(
    `${file}: schema`,
    mistakes.length === 0,
    mistakes.map(({ at, message }) => `${at}: ${message}`).join("\n"),
  );
}

if (process.env["CI"] === "true" && !mayBuild) {
  console.log(
    "skipped: actionlint, of which there is no build in the cache, and no Go to build it with (https://go.dev/dl).",
  );
} else {
  const actionlint = await ensureTool("actionlint", report);
  const result = await run(actionlint, ["-no-color", "-oneline"]);
  check("workflows: actionlint", result.ok, `${result.stdout}\n${result.problem}`);
}

if ("reason" in python) {
  console.log(`skipped: zizmor and shellcheck, because ${python.reason}; the tests hold their main rules.`);
} else {
  // --offline: what it would ask GitHub needs a token, and says whether a commit belongs to its repository.
  const zizmor = await run(path.join(python.folder, "zizmor"), [
    ...["--offline", "--persona", "pedantic", "--no-progress", "--color", "never", ".github"],
  ]);
  check("workflows: zizmor", zizmor.ok, `${zizmor.stdout}\n${zizmor.problem}`);

  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-scripts-"));
  try {
    const scripts = [...yamlFiles(".azure-pipelines"), ...yamlFiles(".github")].flatMap((file) =>
      scriptsOf(file, readFileSync(path.join(root, file), "utf8")),
    );
    for (const [index, { file, place, text }] of scripts.entries()) {
      const name = path.join(folder, `${index}.sh`);
      writeFileSync(name, text);
      const result = await run(path.join(python.folder, "shellcheck"), [
        "--shell=bash",
        "--format=gcc",
        name,
      ]);
      if (!result.ok) check(`${file} ${place}: shellcheck`, false, result.stdout);
    }
    console.log(`ok      ${scripts.length} scripts of pipelines: shellcheck`);
    for (const file of [".ci/run", "githooks/pre-commit"]) {
      const result = await run(path.join(python.folder, "shellcheck"), [file]);
      check(`${file}: shellcheck`, result.ok, result.stdout);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
if (failures > 0) process.exitCode = 1;
