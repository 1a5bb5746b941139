import { expect } from "chai";
import { drain, refuseToDrainAll, type DrainPorts } from "../../../cli/release/drain.ts";
import {
  originUrns,
  stampOrigins,
  type StampOrigins,
  type StateResource,
} from "../../../cli/release/origins.ts";
import { UserError } from "../../../config/userError.ts";

const stamp = (stack: string, weights: number[], approved = true): StampOrigins => ({
  stack,
  region: "eastus",
  exists: weights.length > 0,
  weights,
  approved,
});

/** Ports on a few stamps, whose calls are written down. */
function portsOn(stamps: StampOrigins[]): DrainPorts & { calls: string[] } {
  const calls: string[] = [];
  const wanted = new Map<string, number>();
  return {
    calls,
    origins: (stacks) => Promise.resolve(stamps.filter(({ stack }) => stacks.includes(stack))),
    setWeight: (stack, weight) => {
      wanted.set(stack, weight);
      calls.push(`${stack} ${weight}`);
    },
    applyOrigins: (stacks) => {
      for (const [index, old] of stamps.entries())
        if (stacks.includes(old.stack))
          stamps[index] = { ...old, weights: old.weights.map(() => wanted.get(old.stack) ?? 0) };
      calls.push(`apply ${stacks.join(" ")}`);
      return Promise.resolve();
    },
    wait: (minutes) => {
      calls.push(`wait ${minutes}`);
      return Promise.resolve();
    },
    say: () => undefined,
  };
}

const all = ["stamp-eastus", "stamp-westeurope"];

describe("draining", () => {
  it("writes the weight, tells Front Door, and waits until all its edges know", async () => {
    const ports = portsOn([stamp("stamp-eastus", [500, 500]), stamp("stamp-westeurope", [500, 500])]);
    await drain(["stamp-eastus"], all, ports);
    expect(ports.calls).to.deep.equal(["stamp-eastus 0", "apply stamp-eastus", "wait 40"]);
    await drain(["stamp-eastus"], all, ports);
    expect(ports.calls.slice(3), "a second time").to.deep.equal(["stamp-eastus 0"]);
  });

  it("goes on when only one of two origins was reached before a crash", async () => {
    const ports = portsOn([stamp("stamp-eastus", [0, 500]), stamp("stamp-westeurope", [500, 500])]);
    await drain(["stamp-eastus"], all, ports, { minutes: 0 });
    expect(ports.calls).to.deep.equal(["stamp-eastus 0", "apply stamp-eastus", "wait 0"]);
  });

  it("refuses to leave the sorry page alone, before it changes anything", async () => {
    const ports = portsOn([stamp("stamp-eastus", [500, 500]), stamp("stamp-westeurope", [0, 0])]);
    const refused = await drain(["stamp-eastus"], all, ports).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(UserError);
    expect((refused as UserError).message).to.match(/only the sorry page would answer/);
    expect(ports.calls).to.deep.equal([]);
  });

  it("does not count on a stamp whose link is not approved, or that takes requests by half", () => {
    const leaving = stamp("stamp-eastus", [500, 500]);
    const refuse = (other: StampOrigins) => () => refuseToDrainAll(["stamp-eastus"], [leaving, other]);
    expect(refuse(stamp("stamp-westeurope", [500, 500], false))).to.throw(
      UserError,
      /'stamp-westeurope' is enabled, but its private link is not approved/,
    );
    expect(refuse(stamp("stamp-westeurope", [500, 0]))).to.throw(UserError, /only the sorry page/);
    expect(refuse(stamp("stamp-westeurope", [1, 1]))).not.to.throw();
  });

  it("says so when the stamp still takes requests afterwards", async () => {
    const ports = portsOn([stamp("stamp-eastus", [500, 500]), stamp("stamp-westeurope", [500, 500])]);
    const lame = { ...ports, applyOrigins: () => Promise.resolve() };
    const refused = await drain(["stamp-eastus"], all, lame).catch((error: unknown) => error);
    expect((refused as UserError).message).to.match(/was drained and still takes requests/);
  });
});

describe("the origins in a state", () => {
  const origin = (name: string, inputs: StateResource["inputs"]): StateResource => ({
    urn: `urn:pulumi:stamp-eastus::bulkhead::bulkhead:edge:StampOrigin$azure-native:cdn:AFDOrigin::${name}`,
    type: "azure-native:cdn:AFDOrigin",
    inputs: inputs ?? {},
  });
  const approval = (connectionId: string): StateResource => ({
    urn: `urn:pulumi:stamp-eastus::bulkhead::bulkhead:edge:PrivateLinkApproval::${connectionId}`,
    type: "bulkhead:edge:PrivateLinkApproval",
    outputs: { connectionId, targetId: "/target" },
  });
  const yes = () => Promise.resolve(true);

  it("have their weights, 0 for a disabled one", async () => {
    const resources = [
      origin("api", { enabledState: "Enabled", weight: 300 }),
      origin("site", { enabledState: "Disabled", weight: 1 }),
      { ...origin("gone", { enabledState: "Enabled", weight: 7 }), delete: true },
      approval("/a"),
      approval("/b"),
    ];
    expect(await stampOrigins("stamp-eastus", resources, yes)).to.deep.equal({
      stack: "stamp-eastus",
      region: "eastus",
      exists: true,
      weights: [300, 0],
      approved: true,
    });
    expect(originUrns(resources).map((urn) => urn.split("::").at(-1))).to.deep.equal(["api", "site"]);
  });

  it("are approved when every one has a connection that Azure calls so", async () => {
    const both = [origin("api", {}), origin("site", {})];
    const approved = async (resources: StateResource[], answer = yes) =>
      (await stampOrigins("stamp-eastus", resources, answer)).approved;
    expect(await approved([...both, approval("/a"), approval("/b")])).to.equal(true);
    expect(await approved([...both, approval("/a")])).to.equal(false);
    expect(await approved([...both, approval("/a"), approval("")])).to.equal(false);
    expect(await approved([...both, approval("/a"), approval("/b")], () => Promise.resolve(false))).to.equal(
      false,
    );
    expect(await approved([])).to.equal(false);
  });

  it("are none for a stack that is not there", async () => {
    const none = { stack: "stamp-eastus", region: "eastus", exists: false, weights: [], approved: false };
    expect(await stampOrigins("stamp-eastus", undefined, yes)).to.deep.equal(none);
    const empty = [{ urn: "urn", type: "pulumi:pulumi:Stack" }];
    expect(await stampOrigins("stamp-eastus", empty, yes)).to.deep.equal(none);
  });
});
