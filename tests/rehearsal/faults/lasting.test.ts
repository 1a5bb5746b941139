/** What faults leave behind for the next local Azure, the next command, and whoever looks from outside. */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { spawn, spawnSync } from "node:child_process";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { clearDeadLocks } from "../../../cli/recovery.ts";
import { Faults, faultReport } from "../../../rehearsal/azure/faults/faults.ts";
import { isEngineOf, rehearsalWorld } from "../../../rehearsal/azure/faults/world.ts";
import { faultOrderSchema } from "../../../rehearsal/azure/faults/order.ts";
import { SimulatedClock } from "../../../rehearsal/azure/clock.ts";
import { Store } from "../../../rehearsal/azure/store.ts";
import { Subscription } from "../../../rehearsal/azure/subscription.ts";
import { parseFaults } from "../../../rehearsal/faults/file.ts";
import { recordedWorld } from "./kit.ts";

const planOf = (...faults: object[]) => parseFaults({ faults }, "faults.yaml");
const groupToken = "azure-native:resources:ResourceGroup";

describe("rehearsal/azure/faults: what lasts", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "bulkhead-faults-"));
  after(() => rmSync(folder, { recursive: true }));

  /** A local Azure as a new process would start it on the same database. */
  function started(broken: string[] = []): Subscription {
    const store = new Store(path.join(folder, "azure.db"));
    return new Subscription(store, new SimulatedClock(0, 0), new Faults(store, recordedWorld(broken)));
  }
  const makeGroup = (azure: Subscription, name: string) =>
    azure.create(groupToken, "urn:pulumi:global::p::t::g", { resourceGroupName: name, location: "eastus" });

  it("goes on with its counters in the next process, and for the same faults of the next command", async () => {
    const plan = planOf({ fault: "provider-killed", after: 1 });
    const broken: string[] = [];
    const first = started(broken);
    first.faults?.begin(plan, 1);
    await makeGroup(first, "rg-1");
    first.store.close();
    const second = started(broken);
    expect(second.faults?.command).to.equal(1);
    await makeGroup(second, "rg-2");
    expect(broken).to.deep.equal(["provider"]);
    second.faults?.begin(plan, 2);
    await makeGroup(second, "rg-3");
    expect(broken).to.deep.equal(["provider"]);
    expect(second.faults?.command).to.equal(2);
    expect(faultReport(second.store)).to.deep.equal([{ fault: "provider-killed", struck: 1, of: 1 }]);
    second.faults?.begin(planOf({ fault: "busy" }), 2);
    expect(faultReport(second.store)).to.deep.equal([{ fault: "busy", struck: 0, of: 1 }]);
    second.faults?.end();
    expect(faultReport(second.store)).to.deep.equal([]);
    second.store.close();
    const third = started();
    expect(third.faults?.report()).to.deep.equal([]);
    third.store.close();
  });

  it("hands a plan over as it is", () => {
    const plan = planOf({ fault: "quota" }, { fault: "region-lost", region: "eastus" });
    const order = faultOrderSchema.parse(JSON.parse(JSON.stringify({ plan, command: 7 })));
    expect(JSON.parse(JSON.stringify(order))).to.deep.equal(JSON.parse(JSON.stringify({ plan, command: 7 })));
    expect(faultOrderSchema.safeParse({ plan: { faults: [{ fault: "none" }] } }).success).to.equal(false);
  });

  it("knows the engine of a stack by its command line", () => {
    const line = ["/cache/pulumi", "up", "--yes", "--stack", "stamp-eastus"];
    expect(isEngineOf("stamp-eastus", line)).to.equal(true);
    expect(isEngineOf("stamp-eastus", ["pulumi", "up", "--stack=stamp-eastus"])).to.equal(true);
    expect(isEngineOf("stamp-eastus-b", line)).to.equal(false);
    expect(isEngineOf("stamp-eastus", ["/x/pulumi-language-nodejs", "--stack", "stamp-eastus"])).to.equal(
      false,
    );
    expect(isEngineOf("stamp-eastus", [])).to.equal(false);
  });

  it("locks a stack as a run that lives, whose lock nobody takes away", () => {
    const world = rehearsalWorld(() => undefined, folder);
    const lock = world.lock("stamp-eastus");
    expect(clearDeadLocks(folder, "bulkhead", "stamp-eastus")).to.equal(0);
    const content = JSON.parse(readFileSync(lock, "utf8")) as Record<string, unknown>;
    expect(content).to.include({ pid: process.pid, hostname: os.hostname() });
    expect(new Date(String(content["timestamp"])).getTime()).to.be.closeTo(Date.now(), 60_000);
    world.unlock(lock);
    expect(readdirSync(path.dirname(lock))).to.deep.equal([]);
  });

  const isLinux = os.platform() === "linux" && spawnSync("prlimit", ["--version"]).status === 0;
  (isLinux ? it : it.skip)(
    "fills the disk of an engine that runs, and kills it, below its command",
    async () => {
      // A shell that answers each line by an attempt to write, under the name of the engine.
      const written = path.join(folder, "written");
      const script = `while read line; do (echo x > ${written}) 2>/dev/null && echo written || echo refused; done`;
      const engine = spawn("bash", [
        "-c",
        `exec -a /x/pulumi bash -c '${script}' pulumi --stack stamp-eastus`,
      ]);
      const ended = new Promise<unknown>((resolve) => engine.once("exit", (_, signal) => resolve(signal)));
      const ask = () =>
        new Promise<string>((resolve) => {
          engine.stdout.once("data", (data: Buffer) => resolve(data.toString().trim()));
          engine.stdin.write("\n");
        });
      const world = rehearsalWorld(() => process.pid, folder);
      expect(await ask()).to.equal("written");
      world.fillDisk("stamp-westeurope");
      expect(await ask()).to.equal("written");
      world.fillDisk("stamp-eastus");
      expect(await ask()).to.equal("refused");
      world.killEngine("stamp-westeurope");
      expect(await ask()).to.equal("refused");
      world.killEngine("stamp-eastus");
      expect(await ended).to.equal("SIGKILL");
    },
  );
});
