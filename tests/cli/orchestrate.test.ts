import { expect } from "chai";
import { isWorthRetrying, orchestrate, type OrchestrateRequest } from "../../cli/orchestrate.ts";
import { planOf } from "../../cli/plan.ts";
import type { StackResult, Target } from "../../cli/stackRun.ts";
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

  it("give up after three attempts, and at once for what stays wrong", async () => {
    const attempts = async (error: string): Promise<number | undefined> => {
      const summary = await orchestrate(
        request({
          runStack: (_verb, { text }) => Promise.resolve({ ...good(text), ok: false, errors: [error] }),
        }),
      );
      expect(summary.ok).to.equal(false);
      return summary.stacks[0]?.attempts;
    };
    expect(await attempts(busy)).to.equal(3);
    expect(await attempts('Status=409 Code="Conflict" Message="The host name is already used."')).to.equal(1);
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

  it("are told apart by what Azure says: a conflict that passes, and one that stays", () => {
    expect(isWorthRetrying([busy])).to.equal(true);
    expect(isWorthRetrying(['Code="Conflict" Message="The name is taken."'])).to.equal(false);
  });
});
