/** What is left behind by a run that did not end well, and what the next one makes of it. */
import { appendFileSync, mkdtempSync, readFileSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { whatWentWrong } from "../../../cli/engineErrors.ts";
import { pulumiFailure } from "../../../cli/engineText.ts";
import { Journal, type Creation } from "../../../cli/journal.ts";
import { isCertainRefusal, Listener } from "../../../cli/listener.ts";
import { causeOf } from "../../../cli/reactions/cause.ts";
import { isLeftBehind } from "../../../cli/reactions/backendLock.ts";
import { lostCause, watchGroups } from "../../../cli/reactions/lost.ts";
import { markUnwell } from "../../../cli/recovery.ts";
import { parseStackName } from "../../../config/stackName.ts";

const temporary = (): string => mkdtempSync(path.join(os.tmpdir(), "bulkhead-"));
const urn = "urn:pulumi:s::bulkhead::azure-native:network:VirtualNetwork::vnet";
const creation: Creation = {
  urn,
  type: "azure-native:network:VirtualNetwork",
  provider: "p",
  parent: "q",
  inputs: {},
};

describe("after a run: creations that Azure may have carried out", () => {
  for (const [text, certain] of [
    ['Status=400 Code="InvalidParameter" Message="…"', true],
    ['Status=403 Code="AuthorizationFailed" Message="…"', true],
    ['Status=404 Code="ResourceGroupNotFound" Message="…"', true],
    ['Status=409 Code="VaultAlreadyExists" Message="…"', true],
    ['Status=409 Code="ScopeLocked" Message="…"', true],
    ["cannot create already existing resource '/subscriptions/s/x'", true],
    ['Status=403 Code="RequestDisallowedByPolicy" Message="…"', true],
    // The client had asked before, and the answer to that was lost.
    ['Status=409 Code="AnotherOperationInProgress" Message="…"', false],
    ['Status=412 Code="PreconditionFailed" Message="operation in progress"', false],
    ['Status=429 Code="TooManyRequests" Message="…"', false],
    ['Status=500 Code="InternalServerError" Message="…"', false],
    ['Status=503 Code="ServiceUnavailable" Message="…"', false],
    ['Status=200 Code="ZonalAllocationFailed" Message="…"', false],
    ["operation timed out", false],
    ["failed to create NetworkPolicy default-deny: context deadline exceeded", false],
    ['Put "https://management.azure.com/x": read: connection reset by peer', false],
    ["rpc error: code = Unavailable desc = error reading from server: EOF", false],
  ] as const) {
    it(`are ${certain ? "not looked for" : "looked for"} after: ${text}`, () => {
      expect(isCertainRefusal(text)).to.equal(certain);
      const journal = new Journal(temporary(), "s");
      const listener = new Listener("s", journal, () => undefined);
      journal.started(creation);
      listener.hear({
        timestamp: 0,
        sequence: 0,
        diagnosticEvent: { urn, severity: "error", message: text, color: "never" },
      });
      expect(journal.underWay().map((each) => each.urn)).to.deep.equal(certain ? [] : [urn]);
    });
  }

  it("are marked when Azure has not made them well, so that they are written once more", () => {
    const at = (name: string, provisioningState?: string) => ({
      urn: name,
      type: "t",
      outputs: { provisioningState },
    });
    const resources = [
      at("a", "Succeeded"),
      at("b", "Failed"),
      at("c", "Creating"),
      at("d"),
      at("e", "Failed"),
    ];
    const marked = markUnwell({ resources }, ["a", "b", "c", "d"]);
    expect(marked?.resources?.filter(({ initErrors }) => initErrors).map((each) => each.urn)).to.deep.equal([
      "b",
      "c",
    ]);
    expect(marked?.resources?.[1]?.initErrors?.[0]).to.contain("Azure has it as Failed");
    expect(markUnwell({ resources }, ["a", "d"])).to.equal(undefined);
  });
});

describe("after a run: the journal on a full disk", () => {
  function full(): { journal: Journal; makeRoom: () => void; folder: string } {
    const folder = temporary();
    let isFull = true;
    const journal = new Journal(folder, "s", (file, text) => {
      if (!isFull) return void appendFileSync(file, text);
      // As much as there was room for, in the middle of a line.
      appendFileSync(file, text.slice(0, 20));
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    });
    return { journal, folder, makeRoom: () => void (isFull = false) };
  }

  it("throws nothing while the engine works, and says at the end what it could not write", () => {
    const { journal } = full();
    journal.started(creation);
    expect(journal.problem).to.equal("ENOSPC");
    expect(journal.underWay()).to.deep.equal([]);
  });

  it("makes up for what is missing when there is room again, beside the half of a line", () => {
    const { journal, makeRoom, folder } = full();
    journal.started(creation);
    journal.started({ ...creation, urn: `${urn}2` });
    makeRoom();
    journal.done(`${urn}2`);
    expect(journal.problem).to.equal(undefined);
    expect(new Journal(folder, "s").underWay().map((each) => each.urn)).to.deep.equal([urn]);
    expect(readFileSync(path.join(folder, "s.jsonl"), "utf8").split("\n")[0]).to.have.length(20);
  });
});

describe("after a run: a lock that is left", () => {
  const host = "agent";
  const holder = { user: "root", host, pid: 7, since: "2026-11-21T20:31:35Z" };
  const began = { verb: "up" as const, pid: 6, at: "2026-11-21T20:31:35.700Z" };
  const dead = (): boolean => false;

  it("is that of this project's killed run on this machine, and of nobody else's", () => {
    expect(isLeftBehind([holder], began, host, dead)).to.equal(true);
    expect(isLeftBehind([holder], undefined, host, dead), "nothing was cut off here").to.equal(false);
    expect(isLeftBehind([holder], began, "other", dead), "another machine").to.equal(false);
    expect(
      isLeftBehind([holder], began, host, (pid) => pid === 7),
      "the engine lives",
    ).to.equal(false);
    expect(
      isLeftBehind([holder], began, host, (pid) => pid === 6),
      "the command lives",
    ).to.equal(false);
    const earlier = { ...began, at: "2026-11-21T20:31:36Z" };
    expect(isLeftBehind([holder], earlier, host, dead), "older than the run").to.equal(false);
    expect(isLeftBehind([holder, { ...holder, host: "other" }], began, host, dead), "one of two").to.equal(
      false,
    );
    expect(isLeftBehind([], began, host, dead), "holders unknown").to.equal(false);
  });

  it("can be told from the journal, which a run that ended closes", () => {
    const folder = temporary();
    const journal = new Journal(folder, "s");
    expect(journal.cutOff()).to.equal(undefined);
    journal.ended();
    journal.began(began);
    expect(new Journal(folder, "s").cutOff()).to.deep.include(began);
    // Another run that got no further than the lock leaves the matter open.
    new Journal(folder, "s").ended();
    expect(new Journal(folder, "s").cutOff()).to.deep.include(began);
    journal.ended();
    expect(new Journal(folder, "s").cutOff()).to.equal(undefined);
  });
});

describe("after a run: what the engine printed", () => {
  const failed = (message: string): Error => Object.assign(new Error(message), { name: "CommandError" });

  it("is brought down to what went wrong", () => {
    const message =
      "code: -2\n stdout: \n stderr: Command failed with exit code 255: pulumi stack export --stack global\n\u001b[31merror: \u001b[0mgetting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables\n err?: …";
    const text = pulumiFailure(failed(message));
    expect(text).to.equal(
      "the passphrase of the stack's secrets is wrong or missing. Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to the one that the stack was made with.\nPulumi says: getting secrets manager: passphrase must be set with PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE environment variables",
    );
    expect(pulumiFailure(failed("stderr: error: something else"))).to.equal("Pulumi says: something else");
    expect(pulumiFailure(new Error("error: no"))).to.equal(undefined);
  });

  it("is not listed for resources that were cancelled because another one failed", () => {
    const listener = { errors: ["a: it broke", "b: context canceled", "a: it broke"] };
    expect(whatWentWrong(new Error("x"), listener, "s")).to.deep.equal(["a: it broke"]);
    expect(whatWentWrong(new Error("x"), { errors: ["b: context canceled"] }, "s")).to.deep.equal(["x"]);
    const program =
      "Error: 1 CANCELLED: Resource monitor is terminating\n    at Object.onReceiveStatus (/x/node_modules/@grpc/grpc-js/build/src/client.js:1:2)\n    at process.processTicksAndRejections (node:internal/x:8:11)";
    const [text = ""] = whatWentWrong(new Error("x"), { errors: [program] }, "s");
    expect(text).to.equal("Error: 1 CANCELLED: Resource monitor is terminating");
    expect(causeOf(text, parseStackName("global"), "up").id).to.equal("interrupted");
  });
});

describe("after a run: groups that Azure has lost", () => {
  const id = (name: string) => `/subscriptions/s/resourceGroups/${name}`;

  it("are those alone of which Azure says that they are not there, and end the run at once", async () => {
    const answers = new Map<string, boolean | undefined>([
      [id("a"), true],
      [id("b"), false],
      [id("c"), undefined],
    ]);
    const watch = watchGroups((group) => Promise.resolve(answers.get(group)), new AbortController().signal);
    watch.onGroup(id("a"));
    watch.onGroup(id("c"));
    await Promise.resolve();
    expect(watch.signal.aborted).to.equal(false);
    watch.onGroup(id("b"));
    expect(await watch.gone(false)).to.deep.equal([id("b")]);
    expect([watch.signal.aborted, watch.known()]).to.deep.equal([true, 3]);
  });

  it("are asked for once, and again after a run that failed: the region may be gone since", async () => {
    let there = true;
    let asked = 0;
    const isThere = (): Promise<boolean> => {
      asked += 1;
      return Promise.resolve(there);
    };
    const watch = watchGroups(isThere, new AbortController().signal);
    for (const _ of [1, 2]) watch.onGroup(id("a"));
    expect(await watch.gone(true)).to.deep.equal([]);
    expect(asked).to.equal(1);
    there = false;
    expect(await watch.gone(false)).to.deep.equal([id("a")]);
    const blind = watchGroups(undefined, AbortSignal.abort());
    blind.onGroup(id("a"));
    expect([await blind.gone(false), blind.signal.aborted]).to.deep.equal([[], true]);
  });

  for (const [stack, gone, known, local, remedy] of [
    ["stamp-eastus", 1, 1, true, "npx bulkhead region rebuild eastus --local makes it again"],
    ["ops-eastus", 1, 1, false, "npx bulkhead region rebuild eastus --with-ops makes it again"],
    ["int.stamp-eastus-b", 1, 1, false, "npx bulkhead region rebuild eastus --env int makes it again"],
    ["stamp-eastus", 1, 2, false, "pulumi refresh -s stamp-eastus, then npx bulkhead up --only stamp-eastus"],
    ["global", 1, 1, true, "pulumi refresh -s global, then npx bulkhead up --local --only global"],
  ] as const) {
    it(`name what to run: ${stack}, ${gone} of ${known}`, () => {
      const ids = Array.from({ length: gone }, (_, index) => id(`rg-${index}`));
      const cause = lostCause(ids, known, parseStackName(stack), local);
      expect(cause.remedy).to.contain(remedy);
      expect(cause.error).to.equal(`The state of '${stack}' has what Azure has lost: rg-0 is gone.`);
    });
  }
});
