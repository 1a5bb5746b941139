import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { cacheRoot, compileCache, findOnPath } from "../../../rehearsal/engine/places.ts";
import { sandbox, type Sandbox } from "./sandbox.ts";

describe("cacheRoot", () => {
  it("takes BULKHEAD_CACHE_DIR before XDG_CACHE_HOME before the home folder", () => {
    const home = { HOME: "/home/a" };
    const usual =
      process.platform === "darwin" ? "/home/a/Library/Caches/bulkhead" : "/home/a/.cache/bulkhead";
    expect(cacheRoot(home)).to.equal(usual);
    expect(cacheRoot({ ...home, XDG_CACHE_HOME: "/x" })).to.equal("/x/bulkhead");
    expect(cacheRoot({ ...home, XDG_CACHE_HOME: "/x", BULKHEAD_CACHE_DIR: "/b" })).to.equal("/b");
  });

  it("ignores a relative XDG_CACHE_HOME", () => {
    expect(cacheRoot({ HOME: "/home/a", XDG_CACHE_HOME: "x" })).to.match(/^\/home\/a\//);
  });
});

describe("compileCache", () => {
  it("is in the user's own cache, unless the user says otherwise", () => {
    const own = { HOME: "/home/me", BULKHEAD_CACHE_DIR: "/c" };
    expect(compileCache(own)).to.deep.equal({ NODE_COMPILE_CACHE: "/c/compiled" });
    expect(compileCache({ ...own, NODE_COMPILE_CACHE: "/n" })).to.deep.equal({ NODE_COMPILE_CACHE: "/n" });
  });
});

describe("findOnPath", () => {
  let box: Sandbox;
  beforeEach(() => (box = sandbox()));
  afterEach(() => box.remove());

  it("takes the first executable file, not folders, plain files or empty entries", () => {
    box.script("a/tool", "inside", "");
    const second = box.script("b", "tool", "");
    writeFileSync(path.join(box.root, "tool"), "not executable");
    const searchPath = ["", box.root, path.join(box.root, "a"), path.join(box.root, "b")].join(
      path.delimiter,
    );
    expect(findOnPath("tool", searchPath)).to.equal(second);
    expect(findOnPath("other", searchPath)).to.equal(undefined);
    expect(findOnPath("tool", undefined)).to.equal(undefined);
  });
});
