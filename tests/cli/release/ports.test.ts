import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { drain } from "../../../cli/release/drain.ts";
import type { StateResource } from "../../../cli/release/origins.ts";
import { drainPorts, releasePorts, type PortOptions } from "../../../cli/release/ports.ts";
import { runRelease } from "../../../cli/release/run.ts";
import { startRelease } from "../../../cli/release/start.ts";
import { wantedWeight } from "../../../cli/release/stackFile.ts";
import type { Workbench } from "../../../cli/release/workbench.ts";
import { readStackFiles } from "../../../config/stackFiles.ts";
import { goodFiles } from "../../config/support.ts";

const group = "/subscriptions/s/resourceGroups/g/providers";
const profileId = `${group}/Microsoft.Cdn/profiles/afd`;

/** Stacks as they are on the real Azure, with the files of a folder and without an engine. */
class Bench {
  readonly states = new Map<string, StateResource[]>();
  readonly posted: { id: string; body: unknown }[] = [];
  readonly operations: string[] = [];
  readonly workbench: Workbench;
  /** Connections that somebody has rejected. */
  readonly rejected = new Set<string>();
  health = 100;
  /** Effects that are left before the machine is gone. */
  life = Number.POSITIVE_INFINITY;

  constructor(root: string) {
    const metrics = (id: string): unknown => {
      const isHealth = id.includes("OriginHealthPercentage");
      const hosts = [...this.states.keys()].flatMap((stack) => [`${stack}.fd.net`, `${stack}.web.net`]);
      const timeseries = hosts.map((host) => ({
        metadatavalues: [{ name: { value: "Origin" }, value: host }],
        data: isHealth ? [{ average: host.includes("-b") ? this.health : 100 }] : [{ total: 0 }],
      }));
      return { value: [{ timeseries }] };
    };
    this.workbench = {
      root,
      request: {
        local: false,
        env: undefined,
        engine: "auto",
        parallel: 1,
        yesDeleteData: false,
        resume: "",
        say: () => undefined,
      },
      azure: undefined,
      database: undefined,
      arm: {
        get: <T>(id: string): Promise<T> => {
          if (id.includes("/metrics?")) return Promise.resolve(metrics(id) as T);
          const status = this.rejected.has(id) ? "Rejected" : "Approved";
          return Promise.resolve({ properties: { privateLinkServiceConnectionState: { status } } } as T);
        },
        ask: <T>(id: string, _version: string, body: unknown): Promise<T> => {
          this.posted.push({ id, body });
          return Promise.resolve(undefined as T);
        },
      },
      signal: new AbortController().signal,
      state: (stack) => Promise.resolve(this.states.get(stack)),
      forgetStates: () => undefined,
      existing: () => Promise.resolve([...this.states.keys()]),
      contract: (stack) =>
        Promise.resolve(stack === "global" ? this.globalContract() : this.contractOf(stack)),
      deploy: (stacks) => this.each("deploy", stacks, (stack) => void this.write(stack)),
      applyOrigins: (stacks) => this.each("apply", stacks, (stack) => void this.write(stack)),
      destroy: (stacks) => this.each("destroy", stacks, (stack) => void this.states.set(stack, [])),
      close: () => Promise.resolve(),
    };
  }

  /** What the program registers of a stamp's way in, from its file. */
  write(stack: string): void {
    const file = readStackFiles(this.workbench.root, undefined).find((found) => found.stack.text === stack);
    if (!file) throw new Error(`no file of ${stack}`);
    const weight = wantedWeight(file);
    const resources = ["api", "site"].flatMap((name): StateResource[] => [
      {
        urn: `urn:pulumi:${stack}::bulkhead::azure-native:cdn:AFDOrigin::${name}`,
        type: "azure-native:cdn:AFDOrigin",
        inputs: { weight: Math.max(1, weight), enabledState: weight > 0 ? "Enabled" : "Disabled" },
      },
      {
        urn: `urn:pulumi:${stack}::bulkhead::bulkhead:edge:PrivateLinkApproval::${name}`,
        type: "bulkhead:edge:PrivateLinkApproval",
        outputs: {
          targetId: `${group}/Microsoft.Storage/storageAccounts/${name}`,
          connectionId: `/connections/${stack}/${name}`,
        },
      },
    ]);
    this.states.set(stack, resources);
  }

  private each(what: string, stacks: readonly string[], change: (stack: string) => void): Promise<void> {
    for (const stack of stacks) {
      if (this.life <= 0) return Promise.reject(new Error("killed"));
      this.life -= 1;
      this.operations.push(`${what} ${stack}`);
      change(stack);
    }
    return Promise.resolve();
  }

  private contractOf(stack: string): unknown {
    const account = { id: "/account", name: "account" };
    return {
      version: 1,
      origin: { name: "fdo", hostName: `${stack}.fd.net`, enabled: true, weight: 1 },
      storage: {
        website: { ...account, webHostName: `${stack}.web.net` },
        data: {
          ...account,
          checkpointContainer: "c",
          healthContainer: "h",
          healthBlob: "b",
          poisonTable: "p",
        },
      },
    };
  }

  private globalContract(): unknown {
    return {
      version: 1,
      environment: "",
      suffix: "7zzze",
      frontDoor: {
        profileId,
        profileName: "afd",
        resourceGroupName: "g",
        frontDoorId: "guid",
        endpointHostName: "fd.net",
        originGroups: { api: { name: "api" }, site: { name: "site" }, images: { name: "images" } },
        customDomains: [
          { hostName: "www.example.com", validationRecord: "", validationToken: "", target: "fd.net" },
        ],
      },
    };
  }
}

const options: PortOptions = {
  smokeVia: new Map(),
  skipSmoke: true,
  apiKey: undefined,
  failAt: undefined,
  interactive: false,
};

describe("a release on stack files and states", () => {
  /** Two regions that serve, and the files of a new generation of both. */
  async function released(root: string, life?: number): Promise<Bench> {
    const bench = new Bench(root);
    for (const stack of ["stamp-eastus", "stamp-westeurope"]) bench.write(stack);
    const settings = { soakMinutes: 0, drainMinutes: 0, steps: [50] };
    startRelease({ projectRoot: root, env: undefined, settings, values: [] });
    if (life !== undefined) {
      bench.life = life;
      await go(bench).catch(() => undefined);
      bench.life = Number.POSITIVE_INFINITY;
    }
    return bench;
  }
  const go = (bench: Bench) =>
    runRelease(releasePorts(bench.workbench, options), { wait: true, approved: undefined });
  const inFolder = async (use: (root: string) => Promise<void>): Promise<void> => {
    const root = mkdtempSync(path.join(tmpdir(), "bulkhead-release-"));
    try {
      for (const [name, text] of Object.entries(goodFiles)) writeFileSync(path.join(root, name), text);
      await use(root);
    } finally {
      rmSync(root, { recursive: true });
    }
  };
  const stampFiles = (root: string): string[] =>
    readdirSync(root)
      .filter((name) => name.includes("stamp"))
      .sort();

  it("ends with the new files alone, and the pages purged at the edge", () =>
    inFolder(async (root) => {
      const bench = await released(root);
      expect(await go(bench)).to.deep.equal({ outcome: "done" });
      expect(stampFiles(root)).to.deep.equal([
        "Pulumi.stamp-eastus-b.yaml",
        "Pulumi.stamp-westeurope-b.yaml",
      ]);
      expect(readFileSync(path.join(root, "Pulumi.stamp-eastus-b.yaml"), "utf8")).to.match(
        /edge:\n {4}weight: 500\n$/,
      );
      expect(bench.posted).to.deep.equal([
        {
          id: `${profileId}/afdEndpoints/fde-bh-gl-7zzze/purge`,
          body: { contentPaths: ["/*"], domains: ["fd.net", "www.example.com"] },
        },
      ]);
      expect(bench.operations.filter((operation) => operation.startsWith("destroy"))).to.deep.equal([
        "destroy stamp-eastus",
        "destroy stamp-westeurope",
      ]);
    }));

  it("ends alike after every engine operation that was killed", () =>
    inFolder(async (outer) => {
      const straight = await released(outer);
      await go(straight);
      const files = Object.fromEntries(
        stampFiles(outer).map((name) => [name, readFileSync(path.join(outer, name), "utf8")]),
      );
      for (let life = 0; life < straight.operations.length; life += 1)
        await inFolder(async (root) => {
          const bench = await released(root, life);
          expect((await go(bench)).outcome, `killed after ${life}`).to.equal("done");
          for (const [name, text] of Object.entries(files))
            expect(readFileSync(path.join(root, name), "utf8")).to.equal(text);
          expect(stampFiles(root)).to.deep.equal(Object.keys(files));
        });
    }));

  it("is taken back by Front Door's metrics, and writes down why", () =>
    inFolder(async (root) => {
      const bench = await released(root);
      bench.health = 12;
      const outcome = await go(bench);
      expect(outcome).to.deep.include({ outcome: "halted" });
      const text = readFileSync(path.join(root, "Pulumi.stamp-eastus-b.yaml"), "utf8");
      expect(text).to.match(/halted: "?gate at 50 %: only 12 % of the probes of stamp-eastus-b/);
      expect(text).to.match(/weight: 0\n/);
      const origins = await drainPorts(bench.workbench).origins(["stamp-eastus", "stamp-eastus-b"]);
      expect(origins.map(({ weights }) => weights)).to.deep.equal([
        [500, 500],
        [0, 0],
      ]);
      expect(existsSync(path.join(root, "Pulumi.stamp-eastus.yaml"))).to.equal(true);
    }));

  it("gives no weight to a stamp whose connection somebody has rejected meanwhile", () =>
    inFolder(async (root) => {
      const bench = await released(root);
      bench.rejected.add("/connections/stamp-westeurope-b/site");
      const failure = await go(bench).catch((error: unknown) => error);
      expect(failure)
        .to.have.property("message")
        .that.matches(/private link of 'stamp-westeurope-b' is not approved/);
      const [origins] = await drainPorts(bench.workbench).origins(["stamp-eastus-b"]);
      expect(origins?.weights).to.deep.equal([0, 0]);
    }));

  it("drains a stamp by the same ports", () =>
    inFolder(async (root) => {
      const bench = new Bench(root);
      const stamps = ["stamp-eastus", "stamp-westeurope"];
      for (const stack of stamps) bench.write(stack);
      await drain(["stamp-eastus"], stamps, drainPorts(bench.workbench), { minutes: 0 });
      expect(bench.operations.slice(-1)).to.deep.equal(["apply stamp-eastus"]);
      expect(readFileSync(path.join(root, "Pulumi.stamp-eastus.yaml"), "utf8")).to.match(/weight: 0\n/);
    }));
});
