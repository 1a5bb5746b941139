import { expect } from "chai";
import { parse } from "yaml";
import { AzureSchema } from "../../pipelines/lint/azureSchema.ts";
import { scriptsOf } from "../../pipelines/lint/scripts.ts";
import { azurePipelines } from "./files.ts";

interface AzureJob {
  readonly job?: string;
  readonly deployment?: string;
  readonly timeoutInMinutes?: number;
  readonly pool?: { readonly name?: string; readonly vmImage?: string };
}

/** Mappings with a job in them, wherever expressions have put them. */
function jobsOf(value: unknown): AzureJob[] {
  if (Array.isArray(value)) return value.flatMap(jobsOf);
  if (typeof value !== "object" || value === null) return [];
  const own = "job" in value || "deployment" in value ? [value as AzureJob] : [];
  return [...own, ...Object.values(value).flatMap(jobsOf)];
}

/** What our Azure pipelines have to keep beyond the schema. */
function azureMistakes(file: string, text: string): string[] {
  const mistakes: string[] = [];
  for (const { job, deployment, timeoutInMinutes, pool } of jobsOf(parse(text))) {
    const name = job ?? deployment ?? "";
    if (timeoutInMinutes === undefined) mistakes.push(`${name}: has no timeout`);
    if (pool?.vmImage === undefined && pool?.name === undefined) mistakes.push(`${name}: names no pool`);
    if (pool?.vmImage !== undefined && pool.vmImage !== "ubuntu-24.04")
      mistakes.push(`${name}: another image`);
  }
  for (const { place, text: script } of scriptsOf(file, text)) {
    // $(name) is replaced before a shell reads the script.
    if (/\$\(\w+(\.\w+)*\)/.test(script)) mistakes.push(`${place}: a macro in a script; hand it over by env`);
  }
  for (const [, line = ""] of text.matchAll(/^(.*\$\{\{.*)$/gm))
    if (/^\s*-?\s*(bash|script):/.test(line) && !/script: \$\{\{ parameters\.script \}\}/.test(line))
      mistakes.push(`an expression in a script: ${line.trim()}`);
  for (const [, following = ""] of text.matchAll(/- checkout: self\n((?:.*\n){0,3})/g))
    if (!/persistCredentials: false/.test(following)) mistakes.push("the token stays behind in the checkout");
  return mistakes;
}

describe("Azure Pipelines", () => {
  const schema = new AzureSchema();
  for (const { file, text } of azurePipelines) {
    it(`${file} fits Microsoft's schema`, () => expect(schema.check(text)).to.deep.equal([]));
    it(`${file} keeps the rules`, () => expect(azureMistakes(file, text)).to.deep.equal([]));
  }

  it("nobody signs in but through the one template", () => {
    const others = azurePipelines.filter(({ file }) => !file.endsWith("templates/signed-in.yml"));
    for (const { file, text } of others) expect(text, file).not.to.match(/AzureCLI@|azureSubscription/);
  });

  const pipeline = `
trigger: none
stages:
  - \${{ each wave in parameters.waves }}:
      - stage: wave\${{ wave }}
        jobs:
          - job: build
            timeoutInMinutes: 5
            pool:
              vmImage: ubuntu-24.04
            steps:
              - checkout: self
                persistCredentials: false
              - bash: npm test
                env:
                  NAME: $(name)
`;
  it("takes a pipeline with expressions", () => {
    expect(schema.check(pipeline)).to.deep.equal([]);
    expect(azureMistakes("x.yml", pipeline)).to.deep.equal([]);
  });

  for (const [what, from, to, at] of [
    ["a misspelt key", "timeoutInMinutes", "timeoutInMinuts", "/stages/0/jobs/0"],
    ["a task that does not exist", "bash: npm test", "task: NpmTest@1", "/stages/0/jobs/0/steps/1/task"],
    ["an unknown key of a stage", "jobs:", "works:", "/stages/0"],
  ] as const)
    it(`the schema refuses ${what}`, () =>
      expect(schema.check(pipeline.replace(from, to)).map((mistake) => mistake.at)).to.deep.equal([at]));

  it("a file that is no YAML is said to be none", () =>
    expect(schema.check("a: [")[0]?.message).to.match(/flow|sequence|expected/i));

  for (const [what, from, to, mistake] of [
    ["no timeout", "            timeoutInMinutes: 5\n", "", /no timeout/],
    ["no pool", "            pool:\n              vmImage: ubuntu-24.04\n", "", /no pool/],
    ["a macro in a script", "npm test", "npm test $(name)", /macro/],
    ["an expression in a script", "npm test", "npm test ${{ parameters.x }}", /expression/],
    ["a token in the checkout", "persistCredentials: false", "clean: true", /stays behind/],
  ] as const)
    it(`refuses ${what}`, () =>
      expect(azureMistakes("x.yml", pipeline.replace(from, to)).join("\n")).to.match(mistake));
});
