import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { resourceTypes } from "../../lib/resourceTypes.ts";
import { projectRoot } from "../support/runStack.ts";

const folder = path.join(projectRoot, "tests", "inventory");

/** The modules of azure-native that the committed stacks of each kind register. */
function registered(): Map<string, Set<string>> {
  const modules = new Map<string, Set<string>>();
  for (const file of readdirSync(folder)) {
    const kind = file.split(/[-.]/)[0] ?? "";
    for (const line of readFileSync(path.join(folder, file), "utf8").split("\n")) {
      const module = /^azure-native:([^:/]+)/.exec(line)?.[1];
      if (module !== undefined) modules.set(module, (modules.get(module) ?? new Set()).add(kind));
    }
  }
  return modules;
}

/** The same as a page's table of services says it. */
function written(page: string): Map<string, Set<string>> {
  const table = /<!-- services:[^>]*-->([\s\S]*?)<!-- \/services -->/.exec(page)?.[1] ?? "";
  const modules = new Map<string, Set<string>>();
  for (const line of table.split("\n").filter((row) => row.startsWith("| `"))) {
    const [, names = "", stacks = ""] = line.split("|");
    for (const [, module = ""] of names.matchAll(/`([a-z]+)`/g))
      modules.set(
        module,
        new Set([...(modules.get(module) ?? []), ...stacks.split(",").map((kind) => kind.trim())]),
      );
  }
  return modules;
}

const plain = (modules: Map<string, Set<string>>) =>
  Object.fromEntries([...modules].map(([module, kinds]) => [module, [...kinds].sort()]));

describe("docs/architecture.md", () => {
  const page = readFileSync(path.join(projectRoot, "docs", "architecture.md"), "utf8");

  it("names every service that the committed stacks register, and in which stacks", () => {
    const there = plain(registered());
    const said = plain(written(page));
    for (const [module, kinds] of Object.entries(there)) expect(said[module], module).to.deep.equal(kinds);
  });

  it("names no service that the program does not know", () => {
    const known = new Set([...resourceTypes.keys()].map((token) => token.split(":")[1]));
    expect([...written(page).keys()].filter((module) => !known.has(module))).to.deep.equal([]);
  });

  it("would notice a service too few", () => {
    expect(plain(written(page.replace("`cosmosdb`", "`nothing`")))["cosmosdb"]).to.equal(undefined);
  });
});
