import { mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { rehearsalPlaces } from "../../rehearsal/places.ts";
import { syncWorkspace } from "../../rehearsal/workspace.ts";

describe("rehearsal: the engine's view of the project", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "bulkhead-workspace-"));
    writeFileSync(join(root, "Pulumi.yaml"), "name: bulkhead\n");
    writeFileSync(join(root, "preload.cjs"), "");
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it("has what the project file refers to by relative path", () => {
    const places = rehearsalPlaces(root);
    syncWorkspace(root, places);
    expect(readlinkSync(join(places.workspace, "preload.cjs"))).to.equal(join(root, "preload.cjs"));
  });

  it("leaves the engine no folder for its log, and takes one away that earlier runs have made", () => {
    const places = rehearsalPlaces(root);
    const logs = join(places.home, "logs");
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, "pulumi-1.log"), "");
    for (const _ of ["first", "again"]) {
      syncWorkspace(root, places);
      expect(statSync(logs).isFile()).to.equal(true);
    }
  });
});
