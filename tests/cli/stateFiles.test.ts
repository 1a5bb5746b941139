import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { spawnSync } from "node:child_process";
import { expect } from "chai";
import { clearDeadLocks, clearTemporaries, restoreStates, writtenBefore } from "../../cli/recovery.ts";

function temporary(): string {
  return mkdtempSync(path.join(os.tmpdir(), "bulkhead-"));
}

describe("states that were cut off", () => {
  function states(files: Record<string, string>): string {
    const folder = temporary();
    const stacks = path.join(folder, ".pulumi", "stacks", "bulkhead");
    mkdirSync(stacks, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(path.join(stacks, name), text);
    return folder;
  }
  const read = (folder: string, name: string) =>
    readFileSync(path.join(folder, ".pulumi", "stacks", "bulkhead", name), "utf8");

  it("come back from the version before", () => {
    const folder = states({
      "global.json": "",
      "global.json.bak": '{"version":3,"checkpoint":{}}',
      "ops-eastus.json": "[]",
      "ops-eastus.json.bak": '{"checkpoint":null}',
      "stamp-eastus.json": '{"version":3,"checkpoint":{"x":1}}',
      "stamp-eastus.json.bak": "{}",
    });
    // A list is no state, and the version before is none either.
    expect(restoreStates(folder, "bulkhead")).to.deep.equal(["global", "ops-eastus"]);
    expect(read(folder, "global.json")).to.equal('{"version":3,"checkpoint":{}}');
    expect(() => read(folder, "ops-eastus.json")).to.throw(/ENOENT/);
    expect(read(folder, "stamp-eastus.json")).to.equal('{"version":3,"checkpoint":{"x":1}}');
  });

  it("begin anew when there is no version before", () => {
    const folder = states({ "global.json": '{"version":' });
    expect(restoreStates(folder, "bulkhead")).to.deep.equal(["global"]);
    expect(existsSync(path.join(folder, ".pulumi", "stacks", "bulkhead", "global.json"))).to.equal(false);
    expect(restoreStates(path.join(folder, "nowhere"), "bulkhead")).to.deep.equal([]);
  });
});

describe("what was being written beside a state", () => {
  it("goes, unless it may be in the making, or belongs to another stack", () => {
    const folder = temporary();
    const clear = (before: number) => clearTemporaries(folder, "bulkhead", "global", before);
    expect(clear(writtenBefore())).to.equal(0);
    const stacks = path.join(folder, ".pulumi", "stacks", "bulkhead");
    mkdirSync(stacks, { recursive: true });
    const old = [
      "global.json",
      "global.json.bak",
      "global.json.bak.18ea3fd9b31e6542.tmp",
      "ops-global.json.1.tmp",
    ];
    for (const name of [...old, "global.json.2.tmp"]) writeFileSync(path.join(stacks, name), "{}");
    for (const name of old) utimesSync(path.join(stacks, name), new Date(0), new Date(0));
    expect(clear(writtenBefore())).to.equal(1);
    expect(readdirSync(stacks).toSorted()).to.deep.equal([
      "global.json",
      "global.json.2.tmp",
      "global.json.bak",
      "ops-global.json.1.tmp",
    ]);
    expect(clear(Date.now() + 1000)).to.equal(1);
    expect(readdirSync(stacks).toSorted()).to.deep.equal([
      "global.json",
      "global.json.bak",
      "ops-global.json.1.tmp",
    ]);
  });
});

describe("locks of dead runs", () => {
  function lock(pid: number, hostname: string): { folder: string; file: string } {
    const folder = temporary();
    const locks = path.join(folder, ".pulumi", "locks", "organization", "bulkhead", "global");
    mkdirSync(locks, { recursive: true });
    const file = path.join(locks, "lock.json");
    writeFileSync(
      file,
      JSON.stringify({ pid, hostname, username: "somebody", timestamp: "2026-01-01T00:00:00Z" }),
    );
    return { folder, file };
  }
  const deadPid = spawnSync(process.execPath, ["-e", ""]).pid;

  it("takes away the lock of a process that is gone", () => {
    const { folder, file } = lock(deadPid, os.hostname());
    expect(clearDeadLocks(folder, "bulkhead", "global")).to.equal(1);
    expect(existsSync(file)).to.equal(false);
  });

  it("keeps the lock of a living process, and of another machine", () => {
    for (const held of [lock(process.pid, os.hostname()), lock(deadPid, "somewhere-else")]) {
      expect(clearDeadLocks(held.folder, "bulkhead", "global")).to.equal(0);
      expect(existsSync(held.file)).to.equal(true);
    }
  });
});
