import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { Project } from "./kit.ts";

describe("a rehearsal where no engine can be had", function () {
  it("runs in process, succeeds, and says what that cannot show", () => {
    const project = new Project(1, { operations: false });
    try {
      // Neither pulumi, go nor helm on PATH, nothing cached, and downloads that nobody answers.
      const nobody = "http://127.0.0.1:9";
      const env = {
        PATH: path.dirname(process.execPath),
        HOME: os.homedir(),
        BULKHEAD_CACHE_DIR: mkdtempSync(path.join(os.tmpdir(), "bulkhead-empty-")),
        BULKHEAD_PULUMI_MIRROR: nobody,
        BULKHEAD_HELM_MIRROR: nobody,
      };
      const cli = path.join(project.root, "cli", "bulkhead.js");
      const ran = spawnSync(process.execPath, [cli, "up", "--local"], {
        cwd: project.root,
        env,
        encoding: "utf8",
      });
      expect(ran.status, ran.stdout + ran.stderr).to.equal(0);
      expect(ran.stdout).to.match(/No Pulumi engine: .*no pulumi on PATH.*download.*go/s);
      expect(ran.stdout).to.contain("no state, no diffs, no policy pack");
      expect(ran.stdout).to.match(/✔ global .*✔ stamp-eastus /s);
      const preview = spawnSync(process.execPath, [cli, "preview", "--local"], {
        cwd: project.root,
        env,
        encoding: "utf8",
      });
      expect(preview.status).to.equal(1);
      expect(preview.stderr).to.match(/Without a Pulumi engine there is no state.*Install Pulumi or Go/s);
    } finally {
      project.remove();
    }
  });
});
