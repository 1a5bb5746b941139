import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { withRetired } from "../../cli/removal/globalFile.ts";
import { changedText, foreignKey } from "../../cli/release/stackFile.ts";
import { withStackValue } from "../../cli/stackFileEdit.ts";
import { loadEnvironment } from "../../config/load.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { fuzz } from "./support/runs.ts";
import { refusalInFile, refusalOf } from "./support/refusals.ts";
import { Folder, hostileFile, soundFiles } from "./support/stackFolder.ts";
import { hostileText } from "./support/values.ts";
import { yamlTricks } from "./support/yamlTricks.ts";

const globalFile = "Pulumi.global.yaml";

describe("hostile stack files", () => {
  const folder = new Folder();
  after(() => folder.remove());

  const load = () => loadEnvironment(folder.root, undefined);

  it("are refused with file and remedy, or taken, whatever a key holds", async () => {
    await fuzz(200, hostileFile, async ({ stack, text }) => {
      folder.hold({ ...soundFiles, [`Pulumi.${stack}.yaml`]: text });
      await refusalInFile(load, /^Pulumi\./);
    });
  });

  it("are refused with file and remedy, or taken, whatever shared defaults hold", async () => {
    await fuzz(100, hostileFile, async ({ stack, text }) => {
      const kind = stack.split("-")[0] ?? stack;
      folder.hold(soundFiles, { [`defaults/${kind}.yaml`]: text });
      await refusalInFile(load, /^(Pulumi\.|defaults\/)/);
    });
  });

  it("are refused, or taken, whatever they are called", async () => {
    const name = hostileText.filter((text) => !/[/\0]/.test(text) && Buffer.byteLength(text) < 200);
    await fuzz(200, name, async (text) => {
      folder.hold({ ...soundFiles, [`Pulumi.${text}.yaml`]: soundFiles["Pulumi.stamp-eastus.yaml"] ?? "" });
      await refusalInFile(load, /^Pulumi\./);
    });
  });

  for (const [what, { text, says }] of Object.entries(yamlTricks)) {
    it(`with ${what} are ${says === undefined ? "taken" : "refused"} in no time`, async () => {
      folder.hold({ ...soundFiles, [globalFile]: text });
      const began = performance.now();
      const refusal = await refusalInFile(load, /^Pulumi\.global\.yaml/);
      // Ten times what it takes on a slow machine: without the limits it takes minutes.
      expect(performance.now() - began).to.be.lessThan(30_000);
      if (says === undefined) expect(refusal?.message).to.equal(undefined);
      else expect(refusal?.message).to.match(says);
    });
  }

  const unreadable: [what: string, make: (file: string) => void, says: RegExp][] = [
    ["a folder", (file) => mkdirSync(file), /It is no file, but a folder/],
    ["a link to nothing", (file) => symlinkSync("/nowhere", file), /There is no such file/],
    ["a link to itself", (file) => symlinkSync(file, file), /leads in a circle/],
    ["a device", (file) => symlinkSync("/dev/zero", file), /a device or a pipe/],
    ["a pipe", (file) => void spawnSync("mkfifo", [file]), /a device or a pipe/],
  ];
  for (const [what, make, says] of unreadable) {
    it(`are refused when one is ${what}`, async () => {
      folder.hold(soundFiles);
      const file = join(folder.root, globalFile);
      rmSync(file);
      make(file);
      const refusal = await refusalInFile(load, /^Pulumi\.global\.yaml$/);
      expect(refusal?.message).to.match(says);
    });
  }

  it("are changed as a whole or not at all", async () => {
    const edits: readonly ((file: string, text: string) => unknown)[] = [
      (file, text) => withStackValue(file, text, ["edge", "enabled"], false),
      (file, text) => withStackValue(file, text, ["edge", "enabled"], undefined),
      (file, text) => withRetired(file, text, "uksouth", true),
      (file, text) => withRetired(file, text, "uksouth", false),
      (file, text) => foreignKey(file, text, "release:generation"),
      (file, text) => changedText(file, text, { weight: 7, generation: { replaces: "x", steps: [1] } }),
      (file, text) => changedText(file, text, { settled: true, values: [[["a", "b", "c"], undefined]] }),
    ];
    const damage = fc.tuple(hostileFile, fc.constantFrom(...edits));
    await fuzz(200, damage, async ([{ stack, text }, edit]) => {
      const file = `Pulumi.${stack}.yaml`;
      await refusalInFile(() => edit(file, text), /^Pulumi\./);
    });
  });

  it("keep what they say when they are changed", async () => {
    await fuzz(100, hostileFile, async ({ stack, text }) => {
      const name = `Pulumi.${stack}.yaml`;
      const read = () => readStackFiles(folder.root, undefined).find(({ file }) => file === name)?.values;
      folder.hold({ ...soundFiles, [name]: text });
      if ((await refusalOf(read)) !== undefined) return;
      const before = read();
      let changed = text;
      const refused = await refusalOf(() => (changed = withStackValue(name, text, ["tags", "odd"], "x")));
      if (refused !== undefined) return;
      folder.hold({ ...soundFiles, [name]: changed });
      const tags = before?.["tags"] ?? {};
      expect(read()).to.deep.equal({ ...before, tags: { ...tags, odd: "x" } });
    });
  });
});
