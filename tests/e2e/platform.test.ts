import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { rejection } from "../support/rejection.ts";
import type { Project } from "./kit.ts";
import { deployedPlatform, digestOf, type Shelf } from "./platform.ts";

/** With deployments that only leave a file. */
describe("a platform that tests share", function () {
  this.timeout(60_000);
  let folder: string;
  let shelf: Shelf;
  let sources: string;
  let deployed: number;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-shelf-"));
    sources = "1";
    shelf = { folder: path.join(folder, "platforms"), digest: () => sources };
    deployed = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function deploy({ root }: Project): Promise<void> {
    deployed += 1;
    await sleep(20);
    mkdirSync(path.join(root, ".rehearsal"));
    writeFileSync(path.join(root, ".rehearsal", "azure.db"), "");
    symlinkSync(root, path.join(root, ".rehearsal", "link"));
  }
  const broken = (): Promise<void> => {
    deployed += 1;
    throw new Error("the vault's name is taken");
  };

  it("is deployed once, also for those who ask at the same time, and kept without links to what is gone", async () => {
    const all = await Promise.all([1, 2].map(() => deployedPlatform("small", deploy, shelf)));
    expect(new Set(all).size).to.equal(1);
    expect(deployed).to.equal(1);
    expect(["azure.db", "link"].map((name) => existsSync(path.join(all[0] ?? "", name)))).to.deep.equal([
      true,
      false,
    ]);
  });

  it("is deployed anew when what it is made of has changed", async () => {
    const before = await deployedPlatform("small", deploy, shelf);
    sources = "2";
    expect(await deployedPlatform("small", deploy, shelf)).not.to.equal(before);
    expect(deployed).to.equal(2);
  });

  it("fails everybody who asks, with what was wrong, and is not tried again in the same run", async () => {
    const asked = (how: typeof deploy) => rejection(deployedPlatform("small", how, shelf));
    expect((await asked(broken)).message).to.equal("the vault's name is taken");
    expect((await asked(deploy)).message).to.equal(
      "the platform 'small' could not be deployed: Error: the vault's name is taken",
    );
    expect(deployed).to.equal(1);
    sources = "2";
    await deployedPlatform("small", deploy, shelf);
  });

  it("is made of sources and stack files, not of tests and documents", () => {
    const write = (file: string, text: string): string => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
      return digestOf(folder);
    };
    const first = write("lib/names.ts", "a");
    const others = ["tests/a.test.ts", "docs/a.md", "README.md"].map((file) => write(file, "b"));
    expect(others).to.deep.equal([first, first, first]);
    const changes = ["lib/names.ts", "charts/a/values.yaml", "Pulumi.global.yaml", "package-lock.json"];
    const seen = [first, ...changes.map((file) => write(file, "c"))];
    expect(new Set(seen).size).to.equal(seen.length);
  });
});
