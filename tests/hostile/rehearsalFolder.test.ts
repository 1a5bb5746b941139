import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { recallGraph } from "../../cli/graphCache.ts";
import { Journal } from "../../cli/journal.ts";
import { adopt } from "../../cli/adoption.ts";
import { clearDeadLocks, restoreStates } from "../../cli/recovery.ts";
import { readTraffic } from "../../cli/traffic.ts";
import { readState, UnreadableGraphError } from "../../graph/readers/state.ts";
import { findAzure, startAzure } from "../../rehearsal/azureProcess.ts";
import { rehearsalPlaces } from "../../rehearsal/places.ts";
import { syncWorkspace } from "../../rehearsal/workspace.ts";
import { projectRoot } from "../support/runStack.ts";
import { refusalOf } from "./support/refusals.ts";
import { fuzz } from "./support/runs.ts";
import { hostileText, hostileValue, ownKeys } from "./support/values.ts";

/** What a crash, a full disk or somebody's editor can leave of a JSON file. */
function damaged(sound: unknown): fc.Arbitrary<string> {
  const text = JSON.stringify(sound);
  return fc.oneof(
    { weight: 3, arbitrary: fc.nat(text.length).map((length) => text.slice(0, length)) },
    { weight: 2, arbitrary: hostileValue.map((value) => JSON.stringify(value) ?? "") },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...Object.keys(sound as object)), hostileValue)
        .map(([key, value]) => JSON.stringify({ ...(sound as object), [key]: value })),
    },
    { weight: 1, arbitrary: hostileText },
  );
}

describe("a damaged .rehearsal", () => {
  let root: string;
  beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), "bulkhead-damaged-"))));
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it("has no local Azure where azure.json says nonsense", async () => {
    const places = rehearsalPlaces(root);
    mkdirSync(places.root);
    const sound = { pid: process.pid, ports: { "azure-native": 1 }, arm: "http://127.0.0.1:1" };
    await fuzz(200, damaged(sound), async (text) => {
      writeFileSync(places.azureInfo, text);
      expect(await findAzure(places)).to.equal(undefined);
    });
  });

  it("asks nobody outside of this machine what the local Azure is", async () => {
    const places = rehearsalPlaces(root);
    mkdirSync(places.root);
    const before = globalThis.fetch;
    const asked: unknown[] = [];
    globalThis.fetch = (input) => {
      asked.push(input);
      return Promise.reject(new Error("no network in this test"));
    };
    try {
      for (const arm of ["http://192.0.2.1:80", "https://example.com", "http://127.0.0.1.example.com"]) {
        writeFileSync(places.azureInfo, JSON.stringify({ pid: process.pid, ports: {}, arm }));
        expect(await findAzure(places)).to.equal(undefined);
      }
      expect(asked).to.deep.equal([]);
    } finally {
      globalThis.fetch = before;
    }
  });

  const noDatabase: [what: string, content: string | Uint8Array][] = [
    ["a text", "this is no database, however long one looks at it"],
    ["half a database", Buffer.from(`SQLite format 3\u0000${"\u0001".repeat(200)}`)],
  ];
  for (const [what, content] of noDatabase) {
    it(`says that the local subscription is ${what}, and what to do`, async () => {
      const places = rehearsalPlaces(root);
      mkdirSync(places.root);
      writeFileSync(places.database, content);
      const reading = await refusalOf(() => readTraffic(places.database, undefined));
      expect(reading?.message).to.match(/^azure\.db: The local subscription cannot be read .*Delete /);
      const starting = await refusalOf(() =>
        startAzure(root, places, { helm: undefined, parent: process.pid }),
      );
      expect(starting?.message).to.match(/^azure\.log: The local Azure ended at once.*azure\.db/);
      expect(readFileSync(places.database).equals(Buffer.from(content)), "left as it is").to.equal(true);
    });
  }

  it("loses no creation of a journal for the lines around it", async () => {
    const creation = {
      urn: "urn:pulumi:global::bulkhead::azure-native:resources:ResourceGroup::group",
      type: "azure-native:resources:ResourceGroup",
      provider: "p",
      parent: "",
      inputs: { resourceGroupName: "rg" },
    };
    const line = hostileText.filter((text) => !text.includes('"what"'));
    const lines = fc.tuple(fc.array(line, { maxLength: 4 }), fc.array(damaged(creation), { maxLength: 4 }));
    await fuzz(200, lines, async ([before, after]) => {
      const file = path.join(root, "global.jsonl");
      const own = JSON.stringify({ what: "started", ...creation });
      writeFileSync(file, [...before, own, ...after].join("\n"));
      const journal = new Journal(root, "global");
      const found = journal.underWay().find(({ urn }) => urn === creation.urn);
      expect(found).to.deep.include(creation);
      expect(adopt({ resources: [] }, journal.underWay(), "s").tentative).to.be.an("array");
    });
  });

  it("takes away locks that nobody could read any more, and only those", async () => {
    const folder = path.join(root, ".pulumi", "locks", "organization", "bulkhead", "global");
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, "lock.json");
    const sound = { pid: process.pid, hostname: "elsewhere" };
    const old = new Date(Date.now() - 60_000);
    await fuzz(200, damaged(sound), async (text) => {
      const written = Buffer.from(text);
      writeFileSync(file, written);
      clearDeadLocks(root, "bulkhead", "global");
      // Whoever has just begun to write it may still end.
      expect(readFileSync(file).equals(written)).to.equal(true);
      utimesSync(file, old, old);
      expect(clearDeadLocks(root, "bulkhead", "global")).to.be.oneOf([0, 1]);
    });
    writeFileSync(file, JSON.stringify(sound));
    utimesSync(file, old, old);
    expect(clearDeadLocks(root, "bulkhead", "global")).to.equal(0);
    writeFileSync(file, "{");
    utimesSync(file, old, old);
    expect(clearDeadLocks(root, "bulkhead", "global")).to.equal(1);
  });

  it("has states that are whole, those before them, or none", async () => {
    const folder = path.join(root, ".pulumi", "stacks", "bulkhead");
    mkdirSync(folder, { recursive: true });
    const sound = { version: 3, checkpoint: { latest: { resources: [] } } };
    await fuzz(200, fc.tuple(damaged(sound), damaged(sound)), async ([now, before]) => {
      writeFileSync(path.join(folder, "global.json"), now);
      writeFileSync(path.join(folder, "global.json.bak"), before);
      restoreStates(root, "bulkhead");
      let left: string;
      try {
        left = readFileSync(path.join(folder, "global.json"), "utf8");
      } catch {
        return;
      }
      expect(JSON.parse(left)).to.have.property("checkpoint").that.is.an("object");
    });
  });

  it("has states that are read, or refused as such", async () => {
    const resource = { urn: "u", type: "t", custom: true, id: "i", inputs: {}, outputs: {}, parent: "" };
    const states: fc.Arbitrary<unknown> = fc
      .tuple(fc.constantFrom(...Object.keys(resource)), hostileValue)
      .map(([key, value]) => ({
        deployment: { resources: [ownKeys([...Object.entries(resource), [key, value]])] },
      }));
    await fuzz(300, fc.oneof(states, hostileValue), async (content) => {
      try {
        readState("global", content);
      } catch (error) {
        expect(error).to.be.instanceOf(UnreadableGraphError);
      }
    });
  });

  it("has no graph where the cache says nonsense", async () => {
    mkdirSync(path.join(root, ".bulkhead"));
    await fuzz(100, damaged({ print: "p", nodes: [] }), async (text) => {
      writeFileSync(path.join(root, ".bulkhead", "graph.json"), text);
      recallGraph(root, "p");
    });
  });

  it("gets its workspace back whatever stands there", async () => {
    const places = rehearsalPlaces(root);
    syncWorkspace(projectRoot, places);
    const sound = readFileSync(path.join(places.workspace, "Pulumi.global.yaml"), "utf8");
    await fuzz(50, hostileText, async (text) => {
      writeFileSync(path.join(places.workspace, "Pulumi.global.yaml"), text);
      writeFileSync(path.join(places.workspace, "Pulumi.yaml"), text);
      rmSync(path.join(places.workspace, "index.ts"), { force: true });
      writeFileSync(path.join(places.workspace, "index.ts"), text);
      syncWorkspace(projectRoot, places);
      expect(readFileSync(path.join(places.workspace, "Pulumi.global.yaml"), "utf8")).to.equal(sound);
      expect(readFileSync(path.join(places.workspace, "index.ts"), "utf8")).to.contain("programs");
    });
  });
});
