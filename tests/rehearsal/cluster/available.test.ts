import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { reasonToSkip, unavailable } from "../../../rehearsal/cluster/available.ts";
import { recipes } from "../../../rehearsal/cluster/recipes.ts";
import { installedFolder } from "../../../rehearsal/engine/tool.ts";

describe("rehearsal/cluster: tools of tests that need a control plane", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bulkhead-tools-"));
    env = { PATH: join(folder, "bin"), BULKHEAD_CACHE_DIR: join(folder, "cache") };
    mkdirSync(join(folder, "bin"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const put = (file: string): void => {
    writeFileSync(file, "#!/bin/sh\n");
    chmodSync(file, 0o755);
  };

  it("are there when they are cached", () => {
    expect(unavailable(["etcd", "kwok"], env)).to.deep.equal(["etcd", "kwok"]);
    const cached = installedFolder(recipes.etcd, "build", env);
    mkdirSync(cached, { recursive: true });
    put(join(cached, "etcd"));
    expect(unavailable(["etcd", "kwok"], env)).to.deep.equal(["kwok"]);
  });

  it("are there when there is Go to build them with", () => {
    put(join(folder, "bin", "go"));
    expect(unavailable(["etcd", "kwok"], env)).to.deep.equal([]);
    expect(reasonToSkip("the test", ["etcd"], { ...env, CI: "true" })).to.equal(undefined);
  });

  it("are a reason to leave a test out in a pipeline, and nowhere else", () => {
    expect(reasonToSkip("the test", ["etcd", "apiServer"], { ...env, CI: "true" })).to.match(
      /^skipped: the test needs etcd, kube-apiserver, .* no Go to build it with/,
    );
    expect(reasonToSkip("the test", ["etcd"], env)).to.equal(undefined);
  });
});
