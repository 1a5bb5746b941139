import { expect } from "chai";
import { orchestrate, type OrchestrateRequest } from "../../cli/orchestrate.ts";
import { planOf } from "../../cli/plan.ts";
import { mostRounds } from "../../cli/waiting.ts";
import { Listener } from "../../cli/listener.ts";
import type { StackResult, Target } from "../../cli/stackRun.ts";
import { summaryText } from "../../cli/summary.ts";
import { parseStackName } from "../../config/stackName.ts";

const stacks = ["global", "stamp-eastus", "stamp-westeurope"].map((name) => parseStackName(name));
const busy =
  'AFDOrigin api-origin-origin: Status=409 Code="Conflict" Message="The requested operation cannot be executed on the entity as another operation is in progress."';

const good = (stack: string): StackResult => ({
  stack,
  ok: true,
  changes: { create: 1 },
  resources: 1,
  outputs: { contract: { stack } },
  errors: [],
  recovered: [],
});

function request(changes: Partial<OrchestrateRequest>): OrchestrateRequest {
  return {
    verb: "up",
    plan: planOf(stacks, "deploy"),
    parallel: 2,
    target: {} as Target,
    azure: undefined,
    view: {
      begin: () => undefined,
      end: () => undefined,
      report: () => undefined,
      finish: () => Promise.resolve(),
    },
    signal: new AbortController().signal,
    resume: "npx bulkhead up",
    time: { now: () => Promise.resolve(0), pause: () => Promise.resolve() },
    random: () => 0.5,
    ...changes,
  };
}

describe("several stacks at once", () => {
  it("converge when both touch Front Door and one is told to wait", async () => {
    let writing = 0;
    const runStack: OrchestrateRequest["runStack"] = async (_verb, { text }) => {
      if (text === "global") return good(text);
      // A second writer meets the first one still at work.
      if (writing > 0) return { ...good(text), ok: false, errors: [busy] };
      writing += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      writing -= 1;
      return good(text);
    };
    const patient: OrchestrateRequest["runStack"] = async (...args) => {
      const result = await runStack(...args);
      if (!result.ok) await new Promise((resolve) => setTimeout(resolve, 10));
      return result;
    };
    const summary = await orchestrate(request({ runStack: patient }));
    expect(summary.ok).to.equal(true);
    expect(summary.stacks.map(({ attempts }) => attempts)).to.deep.equal([1, 1, 2]);
  });

  it("give up after five attempts, and at once for what stays wrong", async () => {
    const attempts = async (error: string): Promise<number | undefined> => {
      const summary = await orchestrate(
        request({
          runStack: (_verb, { text }) => Promise.resolve({ ...good(text), ok: false, errors: [error] }),
        }),
      );
      expect(summary.ok).to.equal(false);
      return summary.stacks[0]?.attempts;
    };
    expect(await attempts(busy)).to.equal(5);
    expect(await attempts('Status=409 Code="Conflict" Message="The host name is already used."')).to.equal(1);
  });

  it("are deployed again until nothing of a change waits, and asked again when Azure is busy meanwhile", async () => {
    const waits = (waiting?: string) => ({ contract: { cosmos: waiting === undefined ? {} : { waiting } } });
    const answers: StackResult[] = [
      { ...good("global"), changes: { update: 2 }, outputs: waits("adding westus3 waits") },
      { ...good("global"), ok: false, errors: [busy] },
      { ...good("global"), changes: { update: 1, same: 30 }, outputs: waits() },
    ];
    const said: string[] = [];
    const global = planOf(stacks, "deploy", ["global"]);
    const runStack: OrchestrateRequest["runStack"] = () =>
      Promise.resolve(answers.shift() ?? expect.fail("one deployment too many"));
    const view = { ...request({}).view, report: ({ text }: { text: string }) => void said.push(text) };
    const summary = await orchestrate(request({ plan: global, runStack, view }));
    expect(answers).to.deep.equal([]);
    expect(summary.stacks[0]).to.deep.include({ outcome: "done", changes: { update: 3, same: 30 } });
    expect(said).to.deep.equal([
      "adding westus3 waits",
      "Azure is busy (Conflict): trying again in 10 s, attempt 2 of 5",
    ]);
  });

  it("are not deployed for ever, and once only where nothing is to be changed", async () => {
    const rounds = async (verb: OrchestrateRequest["verb"]): Promise<number> => {
      let count = 0;
      const runStack: OrchestrateRequest["runStack"] = (_verb, { text }) => {
        count += 1;
        return Promise.resolve({
          ...good(text),
          outputs: { contract: { cosmos: { waiting: "it never ends" } } },
        });
      };
      await orchestrate(request({ verb, plan: planOf(stacks, "deploy", ["global"]), runStack }));
      return count;
    };
    expect(await rounds("up")).to.equal(mostRounds);
    expect(await rounds("preview")).to.equal(1);
  });

  it("pass on what their programs warn of, such as what a preview would leave for another deployment", async () => {
    const warnings = ["adding westus3 waits for the next deployment"];
    const runStack: OrchestrateRequest["runStack"] = (_verb, { text }) =>
      Promise.resolve({ ...good(text), warnings });
    const plan = planOf(stacks, "deploy", ["global"]);
    const summary = await orchestrate(request({ verb: "preview", plan, runStack }));
    expect(summary.stacks[0]?.notes).to.deep.equal(warnings);
    expect(summaryText(summary)).to.contain(warnings[0]);
  });

  it("take their content when they are up, and only then", async () => {
    const published: string[] = [];
    const afterUp: OrchestrateRequest["afterUp"] = (stack, { contract }) => {
      published.push(`${stack.text} ${JSON.stringify(contract)}`);
      return Promise.resolve(["3 objects of content uploaded"]);
    };
    const runStack: OrchestrateRequest["runStack"] = (_verb, { text }) =>
      Promise.resolve({ ...good(text), ok: text === "global" });
    const summary = await orchestrate(request({ runStack, afterUp }));
    expect(published).to.deep.equal(['global {"stack":"global"}']);
    expect(summary.stacks[0]?.notes).to.deep.equal(["3 objects of content uploaded"]);
    published.length = 0;
    await orchestrate(request({ verb: "preview", runStack, afterUp }));
    expect(published).to.deep.equal([]);
  });

  it("that wait for one that failed say so, and those that do not wait for it are finished", async () => {
    const runStack: OrchestrateRequest["runStack"] = (_verb, { text }) =>
      Promise.resolve({
        ...good(text),
        ok: text !== "stamp-eastus",
        errors:
          text === "stamp-eastus" ? ['AgentPool workload: Status=409 Code="QuotaExceeded" Message="…"'] : [],
      });
    const stamps = await orchestrate(request({ runStack }));
    expect(stamps.stacks.map(({ outcome }) => outcome)).to.deep.equal(["done", "failed", "done"]);
    expect(stamps.stacks[1]?.causes?.[0]).to.deep.include({
      id: "quota",
      code: "QuotaExceeded",
      status: 409,
      resource: "AgentPool workload",
      file: "Pulumi.stamp-eastus.yaml",
      key: "cluster.userPools",
    });
    const text = summaryText(stamps);
    expect(text).to.contain("AgentPool workload: a quota of the subscription is used up (QuotaExceeded).");
    expect(text).to.contain("→ Pulumi.stamp-eastus.yaml: cluster.userPools decides it. Ask for more");
    expect(text).to.contain("To go on: npx bulkhead up");
    const teardown = await orchestrate(
      request({ verb: "destroy", plan: planOf(stacks, "destroy"), runStack }),
    );
    expect(teardown.stacks.map(({ stack, outcome, waitedFor }) => [stack, outcome, waitedFor])).to.deep.equal(
      [
        ["stamp-eastus", "failed", undefined],
        ["stamp-westeurope", "done", undefined],
        ["global", "skipped", ["stamp-eastus"]],
      ],
    );
    expect(summaryText(teardown)).to.match(/- global +not started: waits for stamp-eastus/);
  });

  it("that were never begun because somebody interrupted say that", async () => {
    const stop = new AbortController();
    const runStack: OrchestrateRequest["runStack"] = (_verb, { text }) => {
      stop.abort();
      return Promise.resolve(good(text));
    };
    const summary = await orchestrate(request({ runStack, signal: stop.signal }));
    expect(summary.ok).to.equal(false);
    expect(summary.stacks[1]).to.deep.include({ outcome: "skipped", waitedFor: [] });
    expect(summaryText(summary)).to.contain("not started: the run was interrupted before");
  });

  it("whose groups are gone are not well although nothing was to be changed, and name the command", async () => {
    const group = "/subscriptions/s/resourceGroups/rg-bh-eastus";
    const runStack: OrchestrateRequest["runStack"] = async (...[, { text }, , , signal, , onGroup]) => {
      if (text === "stamp-eastus") onGroup?.(group);
      await new Promise((resolve) => setTimeout(resolve, 1));
      return signal.aborted ? { ...good(text), ok: false, errors: ["update canceled"] } : good(text);
    };
    const asked: string[] = [];
    const answer = (there: boolean | undefined): Promise<boolean> =>
      orchestrate(
        request({
          runStack,
          groupThere: (id) => {
            asked.push(id);
            return Promise.resolve(there);
          },
        }),
      ).then((summary) => {
        expect(summary.stacks.map(({ outcome }) => outcome)).to.deep.equal([
          "done",
          there === false ? "failed" : "done",
          "done",
        ]);
        if (!summary.ok)
          expect(summaryText(summary)).to.contain("npx bulkhead region rebuild eastus makes it again");
        expect(summary.stacks[1]?.causes?.map(({ id }) => id)).to.deep.equal(there === false ? ["lost"] : []);
        return summary.ok;
      });
    expect(await answer(false)).to.equal(false);
    expect(await answer(true)).to.equal(true);
    expect(await answer(undefined)).to.equal(true);
    expect(asked).to.deep.equal([group, group, group]);
  });

  it("end with a summary when the local Azure dies under them", async () => {
    const azure = {
      operationsSince: () => Promise.reject(new TypeError("fetch failed")),
      status: () => Promise.reject(new TypeError("fetch failed")),
      pass: () => Promise.reject(new TypeError("fetch failed")),
    } as unknown as NonNullable<OrchestrateRequest["azure"]>;
    const died = "VirtualNetwork vnet: rpc error: code = Unavailable desc = error reading from server: EOF";
    const runStack: OrchestrateRequest["runStack"] = (_verb, { text }) =>
      Promise.resolve({ ...good(text), ok: false, errors: [died] });
    const summary = await orchestrate(request({ runStack, azure }));
    expect(summary.stacks[0]).to.deep.include({
      outcome: "failed",
      attempts: 1,
      simulatedMinutes: undefined,
    });
    expect(summary.stacks[0]?.causes?.[0]?.id).to.equal("provider-died");
    expect(summary.resume).to.equal("npx bulkhead up");
  });
});

describe("what the engine reports", () => {
  const diagnostic = (severity: string, message: string, urn?: string) => ({
    timestamp: 0,
    sequence: 0,
    diagnosticEvent: { severity, message, color: "never", ...(urn === undefined ? {} : { urn }) },
  });
  const stackUrn = "urn:pulumi:global::bulkhead::pulumi:pulumi:Stack::bulkhead-global";

  it("tells of the groups that the state had, and counts the roles that are assigned", () => {
    const groups: string[] = [];
    const listener = new Listener(
      "s",
      undefined,
      () => undefined,
      (id) => void groups.push(id),
    );
    const event = (kind: string, op: string, type: string, id: string) => ({
      timestamp: 0,
      sequence: 0,
      [kind]: { metadata: { op, type, urn: `urn:pulumi:s::bulkhead::${type}::n`, old: { id }, new: {} } },
    });
    const group = "azure-native:resources:ResourceGroup";
    const grant = "azure-native:authorization:RoleAssignment";
    for (const each of [
      event("resourcePreEvent", "same", group, "/there"),
      event("resourcePreEvent", "update", group, "/changed"),
      event("resourcePreEvent", "create", group, ""),
      event("resourcePreEvent", "same", "azure-native:network:Subnet", "/subnet"),
      event("resOutputsEvent", "create", grant, ""),
      event("resOutputsEvent", "create", "azure-native:documentdb:SqlResourceSqlRoleAssignment", ""),
      event("resOutputsEvent", "same", grant, ""),
      event("resOutputsEvent", "delete", grant, ""),
    ])
      listener.hear(each);
    expect([groups, listener.grants]).to.deep.equal([["/there", "/changed"], 2]);
  });

  it("tells warnings about a stack, once each, from those about a resource and from errors", () => {
    const listener = new Listener("global", undefined, () => undefined);
    for (const event of [
      diagnostic("warning", "<{%fg 3%}>adding westus3 waits.<{%reset%}>\n", stackUrn),
      diagnostic("warning", "adding westus3 waits.", stackUrn),
      diagnostic("warning", "deprecated", "urn:pulumi:global::bulkhead::azure-native:cdn:Route::route"),
      diagnostic("info", "nothing special"),
      diagnostic("error", "it broke"),
    ])
      listener.hear(event as Parameters<Listener["hear"]>[0]);
    expect([...listener.warnings]).to.deep.equal(["adding westus3 waits."]);
    expect(listener.errors).to.deep.equal(["it broke"]);
  });
});
