import { readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { readSchema } from "../../pipelines/lint/azureSchema.ts";
import { recipes } from "../../pipelines/tools/recipes.ts";
import { ensurePythonTools } from "../../pipelines/tools/python.ts";
import { projectRoot } from "../support/runStack.ts";

describe("tools of the pipelines", () => {
  for (const { name, pin, module } of Object.values(recipes))
    it(`${name} is built from the version that is named`, () => {
      const text = readFileSync(path.join(module.folder, "go.mod"), "utf8");
      const [root = ""] = module.package.split("/cmd/");
      expect(text).to.contain(`require ${root} v${pin.version}\n`);
      expect(readFileSync(path.join(module.folder, "tools.go"), "utf8")).to.contain(`"${module.package}"`);
    });

  it("what comes from PyPI is taken by version and hash", () => {
    const text = readFileSync(path.join(projectRoot, "pipelines/tools/requirements.txt"), "utf8");
    const entries = text
      .replaceAll(/^#.*$/gm, "")
      .trim()
      .split(/\n(?=\S)/);
    expect(entries).to.have.length(2);
    for (const entry of entries)
      expect(entry).to.match(/^[a-z-]+==[\d.]+( \\\n\s+--hash=sha256:[0-9a-f]{64})+$/);
  });

  it("a machine without Python says so, instead of failing", async () => {
    const found = await ensurePythonTools(() => undefined, { PATH: "/nowhere" });
    expect(found).to.deep.equal({ reason: "there is no python3 on PATH" });
  });

  it("the schema of Azure Pipelines is the published one", () => {
    expect(readSchema().definitions).to.include.keys("pipeline", "stage", "job", "step", "task");
  });
});
