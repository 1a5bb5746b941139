import * as path from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { scriptsOf } from "../../pipelines/lint/scripts.ts";
import { essence, projectCommands } from "./commands.ts";
import { azurePipelines, workflows, type PipelineFile } from "./files.ts";
import type { Workflow } from "./rules.ts";

const name = ({ file }: PipelineFile): string => path.basename(file).replace(/\.ya?ml$/, "");
const isTemplate = ({ file }: PipelineFile): boolean => file.includes("/templates/");
const isOnlyCalled = ({ text }: PipelineFile): boolean =>
  Object.keys((parse(text) as Workflow).on).join() === "workflow_call";

/** Commands of a file and of all that it includes. */
function commandsOf(file: PipelineFile, all: readonly PipelineFile[], seen = new Set<string>()): string[] {
  if (seen.has(file.file)) return [];
  seen.add(file.file);
  const included = [...file.text.matchAll(/(?:template|uses): (\S+\.yml)/g)].flatMap(([, reference = ""]) =>
    all.filter((other) => path.basename(other.file) === path.basename(reference) && other !== file),
  );
  // A pipeline and its template may have the same name: the template has the steps.
  const own = scriptsOf(file.file, file.text)
    .flatMap(({ text }) => projectCommands(text))
    .map(essence);
  return [...own, ...included.flatMap((other) => commandsOf(other, all, seen))];
}

/** Commands that only one of the two has, with the reason. */
const onlyInOne: Readonly<Record<string, string>> = {
  "npx bulkhead plan --format --max-per-wave --max-percent --max-waves":
    "Azure Pipelines has a fixed number of stages, and its plan says so.",
};

/** Pipelines that only one of the two has, with the reason. */
const pipelinesInOne: Readonly<Record<string, string>> = {
  dependencies: "On GitHub the Renovate app reads renovate.json.",
};

const unified = (commands: readonly string[]): string[] =>
  [
    ...new Set(
      commands.map((command) =>
        onlyInOne[command] === undefined ? command : command.replace(" --max-waves", ""),
      ),
    ),
  ].sort();

describe("both pipelines", () => {
  it("have the same stages", () => {
    const github = workflows.filter((file) => !isOnlyCalled(file)).map(name);
    const azure = azurePipelines
      .filter((file) => !isTemplate(file))
      .map(name)
      .filter((found) => pipelinesInOne[found] === undefined);
    expect(azure.sort()).to.deep.equal(github.sort());
  });

  for (const workflow of workflows.filter((file) => !isOnlyCalled(file)))
    it(`${name(workflow)} runs the same commands in both`, () => {
      const azure = azurePipelines.find((file) => !isTemplate(file) && name(file) === name(workflow));
      if (azure === undefined) throw new Error(`There is no .azure-pipelines/${name(workflow)}.yml.`);
      const theirs = unified(commandsOf(azure, azurePipelines));
      expect(theirs).to.deep.equal(unified(commandsOf(workflow, workflows)));
      expect(theirs).not.to.deep.equal([]);
    });

  it("start by the same schedules", () => {
    const crons = (files: readonly PipelineFile[]): string[] =>
      files.flatMap(({ text }) => [...text.matchAll(/cron: "(.*)"/g)].map(([, cron = ""]) => cron)).sort();
    const shared = azurePipelines.filter((file) => pipelinesInOne[name(file)] === undefined);
    expect(crons(shared)).to.deep.equal(crons(workflows));
  });

  it("use the same versions of Node.js and Go", () => {
    const versions = (files: readonly PipelineFile[], key: RegExp): string[] => [
      ...new Set(files.flatMap(({ text }) => [...text.matchAll(key)].map(([, version = ""]) => version))),
    ];
    expect(versions(azurePipelines, /versionSpec: (\S+)/g)).to.deep.equal(
      versions(workflows, /node-version: (\S+)/g),
    );
    expect(versions(azurePipelines, /GoTool@0[^-]*?version: (\S+)/g)).to.deep.equal(
      versions(workflows, /go-version: (\S+)/g),
    );
  });
});
