import { chmodSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect } from "chai";
import { ensureInstalled, isInstalled } from "../../local/install.ts";

describe("installing the workload's packages", () => {
  let root: string;
  const path = process.env["PATH"];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "install-"));
    mkdirSync(join(root, "node_modules"));
    writeFileSync(join(root, "package-lock.json"), "{}");
  });
  afterEach(() => {
    process.env["PATH"] = path;
    rmSync(root, { recursive: true });
  });
  const installedAt = (seconds: number): void => {
    const file = join(root, "node_modules", ".package-lock.json");
    writeFileSync(file, "{}");
    utimesSync(file, seconds, seconds);
    utimesSync(join(root, "package-lock.json"), 1000, 1000);
  };

  it("is done when nothing is there, and again when the lock file has changed since", () => {
    expect(isInstalled(root)).to.equal(false);
    installedAt(999);
    expect(isInstalled(root)).to.equal(false);
    installedAt(1000);
    expect(isInstalled(root)).to.equal(true);
  });

  it("says so before it begins, hands npm's exit code on, and says nothing where there is nothing to do", () => {
    const npm = join(root, "npm");
    writeFileSync(npm, '#!/bin/sh\n[ "$1" = ci ] && exit 7\n');
    chmodSync(npm, 0o755);
    process.env["PATH"] = `${root}${delimiter}${path ?? ""}`;
    const said: string[] = [];
    expect(ensureInstalled((line) => said.push(line), root)).to.equal(7);
    expect(said.join()).to.contain("Installing the workload's packages");
    installedAt(1000);
    expect(ensureInstalled((line) => said.push(line), root)).to.equal(0);
    expect(said).to.have.length(1);
  });
});
