import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { openRehearsal, type Rehearsal } from "../../rehearsal/session.ts";
import { engineMissing, Project } from "./kit.ts";

describe("controls before and during an update", function () {
  this.timeout(1_200_000);
  let project: Project;
  before(() => (project = new Project(1)));
  after(() => project.remove());

  it("a configuration that a control forbids stops `up` before anything exists", () => {
    const [file = ""] = project.stackFiles.filter((name) => name.includes("stamp"));
    const place = path.join(project.root, file);
    const good = readFileSync(place, "utf8");
    writeFileSync(
      place,
      `${good}\n  bulkhead:cluster:\n    apiServer:\n      access: public\n      authorizedIpRanges: [198.51.100.0/24]\n`,
    );
    const { code, stdout, stderr } = project.bulkhead("up", "--local");
    writeFileSync(place, good);
    expect(code, stdout + stderr).to.equal(1);
    expect(stdout, stderr).to.match(/^mandatory cluster-private-api-server: stamp-\S+ cluster-cluster: /m);
    expect(stderr).to.match(/^error: \d+ violations? of mandatory controls; nothing was created\./);
    expect(existsSync(path.join(project.root, ".rehearsal", "azure.db"))).to.equal(false);
  });

  describe("the policy pack on somebody else's program", () => {
    let rehearsal: Rehearsal;
    let shop: string;
    before(async function () {
      const missing = await engineMissing();
      if (missing !== undefined) return this.skip();
      const opened = await openRehearsal({
        projectRoot: project.root,
        engine: "auto",
        report: () => undefined,
      });
      if ("reason" in opened) throw new Error(opened.reason);
      rehearsal = opened;
      shop = mkdtempSync(path.join(os.tmpdir(), "bulkhead-shop-"));
      cpSync(path.join(project.root, "docs", "examples", "policy-pack"), shop, { recursive: true });
      symlinkSync(path.join(project.root, "node_modules"), path.join(shop, "node_modules"));
      pulumi("stack", "init", "test");
    });
    after(async () => {
      await rehearsal.close();
      rmSync(shop, { recursive: true, force: true });
    });

    function pulumi(...args: string[]): string {
      const env = { ...process.env, ...rehearsal.environment };
      const { stdout, stderr } = spawnSync("pulumi", args, { cwd: shop, env, encoding: "utf8" });
      return stdout + stderr;
    }
    const pack = (): readonly string[] => ["--policy-pack", path.join(project.root, "policy")];

    it("refuses in a preview, and says what cannot be known yet", () => {
      const said = pulumi("preview", ...pack());
      expect(said).to.match(/\[mandatory\].*network-no-open-inbound .*rules/);
      expect(said).to.match(/\[mandatory\].*network-subnet-route-table .*network/);
      expect(said).to.match(/\[mandatory\].*network-flow-logs .*network/);
      expect(said).to.match(/\[advisory\].*network-subnet-security-group/);
      expect(said).to.contain(
        "Cannot know yet: subnets.0.networkSecurityGroup.id is known only during the update",
      );
    });

    it("keeps to levels and exemptions of a policy configuration, and decides the rest during the update", () => {
      const configuration = path.join(shop, "lenient.json");
      const own = JSON.parse(readFileSync(path.join(shop, "policy-config.json"), "utf8")) as object;
      writeFileSync(
        configuration,
        JSON.stringify({
          // What this platform wants of its own stacks besides: tags, diagnostics, a budget.
          all: "advisory",
          ...own,
          "network-no-open-inbound": { openPorts: ["22"], enforcementLevel: "mandatory" },
          "network-subnet-security-group": "mandatory",
        }),
      );
      const said = pulumi("up", "--yes", ...pack(), "--policy-pack-config", configuration);
      const [preview = "", update = ""] = said.split(/^Updating/m);
      expect(preview).to.contain("Cannot know yet");
      expect(update, said).to.contain("4 created");
      expect(update).not.to.contain("Cannot know yet");
      expect(update).not.to.match(/network-(subnet-route-table|flow-logs|no-open-inbound)/);
      expect(update).to.match(/\[advisory\].*network-security-group-closed/);
    });
  });
});
