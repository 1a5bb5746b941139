import { expect } from "chai";
import {
  PrivateLinkApprovalLifecycle,
  unknownValue,
  type ApprovalState,
} from "../../provider/privateLinkApproval.ts";
import { connection, FakeArm, target } from "./fakeArm.ts";

const urn = "urn:pulumi:dev::bulkhead::bulkhead:edge:PrivateLinkApproval::a";
const inputs = { targetId: target, requestMessage: "mine" };
const minute = 60_000;

function stateOf(name: string): ApprovalState {
  return { ...inputs, connectionId: connection(name, "", "").id, status: "Approved" };
}

async function failure(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("expected a failure");
}

describe("provider/privateLinkApproval", () => {
  let arm: FakeArm;
  let warnings: string[];
  let progress: string[];
  let lifecycle: PrivateLinkApprovalLifecycle;

  beforeEach(() => {
    arm = new FakeArm();
    warnings = [];
    progress = [];
    lifecycle = new PrivateLinkApprovalLifecycle({
      arm: arm.client,
      reporter: {
        warn: (_urn, message) => void warnings.push(message),
        progress: (_urn, message) => void progress.push(message),
      },
      timeout: 15 * minute,
      sleep: (milliseconds) => arm.sleep(milliseconds),
      now: () => arm.clock,
    });
  });

  describe("check", () => {
    it("accepts what a program can know", () => {
      expect(lifecycle.check(inputs).failures).to.deep.equal([]);
    });
    it("leaves unknown values for the update", () => {
      const result = lifecycle.check({ targetId: unknownValue, requestMessage: unknownValue });
      expect(result.failures).to.deep.equal([]);
    });
    it("refuses a target of another type, and an empty or too long message", () => {
      const vault = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/v";
      const failures = lifecycle.check({ targetId: vault, requestMessage: "" }).failures ?? [];
      expect(failures.map((each) => each.property)).to.deep.equal(["targetId", "requestMessage"]);
      expect(failures[0]?.reason).to.contain("connections of Microsoft.KeyVault/vaults cannot be approved");
      expect(lifecycle.check({ ...inputs, requestMessage: "x".repeat(141) }).failures).to.have.length(1);
      expect(lifecycle.check({ ...inputs, requestMessage: "x".repeat(140) }).failures).to.have.length(0);
    });
  });

  describe("create", () => {
    it("approves our pending connection and no other", async () => {
      arm.connections = [connection("a", "Pending", "a stranger"), connection("b", "Pending", "mine")];
      const result = await lifecycle.create(urn, inputs);
      expect(result.outs).to.deep.equal(stateOf("b"));
      expect(result.id).to.equal(`${target}|mine`);
      expect(arm.summary).to.deep.equal(["a Pending", "b Approved"]);
    });

    it("writes nothing when the connection is approved already", async () => {
      arm.connections = [connection("b", "Approved", "mine")];
      await lifecycle.create(urn, inputs);
      expect(arm.writes).to.deep.equal([]);
    });

    it("approves every connection that carries our message, and takes away those that have ended", async () => {
      arm.connections = [
        ...["Disconnected", "Pending", "Rejected", "Deleting"].map((status) =>
          connection(status, status, "mine"),
        ),
        connection("stranger", "Disconnected", "other"),
      ];
      const result = await lifecycle.create(urn, inputs);
      expect(arm.summary).to.deep.equal([
        "Pending Approved",
        "Rejected Approved",
        // On its way already, or not ours.
        "Deleting Deleting",
        "stranger Disconnected",
      ]);
      expect((result.outs as ApprovalState).connectionId).to.match(/\/Pending$/);
    });

    it("waits for a target that does not exist yet and for a request that comes late", async () => {
      arm.exists = false;
      arm.onRequest = () => {
        if (arm.clock > minute) arm.exists = true;
        if (arm.clock > 2 * minute && arm.connections.length === 0)
          arm.connections = [connection("b", "Pending", "mine")];
      };
      await lifecycle.create(urn, inputs);
      expect(arm.summary).to.deep.equal(["b Approved"]);
      expect(progress[0]).to.equal("waiting for the connection request; the target does not exist");
      expect(progress).to.include("waiting for the connection request; the target has no connections");
    });

    it("gives up after the time-out and says what is there, where, and what to do", async () => {
      arm.connections = [connection("z", "Pending", "other"), connection("a", "Disconnected", "mine")];
      const message = await failure(lifecycle.create(urn, inputs));
      expect(message).to.contain(
        `No connection requested with 'mine' could be approved on ${target} within 15 minutes`,
      );
      expect(message).to.contain("the target has z Pending 'other', a Disconnected 'mine'");
      expect(message).to.contain("BULKHEAD_APPROVAL_TIMEOUT_SECONDS");
      expect(arm.clock).to.equal(15 * minute);
      expect(arm.writes).to.deep.equal([]);
    });

    it("refuses when the message changed between the look and the write", async () => {
      const pending = connection("b", "Pending", "mine");
      arm.connections = [pending];
      arm.onRequest = (method, path) => {
        if (method === "GET" && path.endsWith("/b"))
          arm.connections = [connection("b", "Pending", "a stranger")];
      };
      expect(await failure(lifecycle.create(urn, inputs))).to.contain("it is not ours to approve");
      expect(arm.writes).to.deep.equal([]);
    });

    it("goes on to the new connection when the service is made anew in the middle", async () => {
      arm.connections = [connection("old", "Pending", "mine")];
      let looks = 0;
      arm.onRequest = (method, path) => {
        if (!path.endsWith("/old")) return;
        looks += 1;
        // Once the old one is gone before it is read, once between that and the write.
        if (looks === 1 || method === "PUT") arm.connections = [];
      };
      const wait = arm.sleep.bind(arm);
      arm.sleep = async (milliseconds) => {
        await wait(milliseconds);
        if (arm.clock > minute && arm.connections.length === 0)
          arm.connections = [connection("new", "Pending", "mine")];
      };
      expect((await lifecycle.create(urn, inputs)).outs).to.deep.equal(stateOf("new"));
      arm.connections = [connection("old", "Pending", "mine")];
      expect((await lifecycle.create(urn, inputs)).outs).to.deep.equal(stateOf("new"));
      expect(arm.summary).to.deep.equal(["new Approved"]);
    });

    it("writes nothing for a connection that was approved since the look", async () => {
      arm.connections = [connection("b", "Pending", "mine")];
      arm.onRequest = (method, path) => {
        if (method === "GET" && path.endsWith("/b")) arm.connections = [connection("b", "Approved", "mine")];
      };
      await lifecycle.create(urn, inputs);
      expect(arm.writes).to.deep.equal([]);
    });

    it("says that the other end is gone where only that can be the matter", async () => {
      arm.connections = [connection("a", "Disconnected", "mine")];
      expect(await failure(lifecycle.create(urn, inputs))).to.contain(
        "The private endpoint at the other end is gone, and only a new request brings it back",
      );
    });

    it("pauses instead of writing in a circle when an approval does not take", async () => {
      arm.connections = [connection("b", "Pending", "mine")];
      arm.onRequest = (method) => {
        if (method === "GET") arm.connections = [connection("b", "Pending", "mine")];
      };
      await failure(lifecycle.create(urn, inputs));
      expect(arm.writes.length).to.be.lessThan(100);
    });
  });

  describe("diff", () => {
    it("sees no change in an approved connection", async () => {
      arm.connections = [connection("b", "Approved", "mine")];
      expect(await lifecycle.diff(urn, stateOf("b"), inputs)).to.deep.equal({ changes: false });
      expect(warnings).to.deep.equal([]);
    });

    for (const [what, connections] of [
      ["gone", []],
      ["rejected", [connection("b", "Rejected", "mine")]],
      ["made anew", [connection("b", "Disconnected", "mine"), connection("c", "Pending", "mine")]],
    ] as const) {
      it(`reports a connection that is ${what}, with the reason`, async () => {
        arm.connections = [...connections];
        expect(await lifecycle.diff(urn, stateOf("b"), inputs)).to.deep.equal({ changes: true });
        expect(warnings[0]).to.match(/^Needs approval again: the connection/);
      });
    }

    it("warns and sees no change when nothing answers, without holding up the preview", async () => {
      arm.reachable = false;
      expect(await lifecycle.diff(urn, stateOf("b"), inputs)).to.deep.equal({ changes: false });
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain("are taken as unchanged").and.to.contain("fetch failed");
      expect(arm.clock).to.be.at.most(5_000);
    });

    it("does not take for well what Azure is too busy to show", async () => {
      arm.connections = [connection("b", "Pending", "mine")];
      arm.busy = true;
      expect(await lifecycle.diff(urn, stateOf("b"), inputs)).to.deep.equal({ changes: true });
      expect(warnings[0]).to.contain("Will be looked at once more. TooManyRequests");
    });

    it("replaces for another target or message, not for another case in the id", async () => {
      arm.connections = [connection("b", "Approved", "mine")];
      const other = await lifecycle.diff(urn, stateOf("b"), {
        targetId: `${target}2`,
        requestMessage: "other",
      });
      expect(other).to.deep.equal({ changes: true, replaces: ["targetId", "requestMessage"] });
      const upper = await lifecycle.diff(urn, stateOf("b"), { ...inputs, targetId: target.toUpperCase() });
      expect(upper).to.deep.equal({ changes: false });
    });

    it("does not look while an input is unknown", async () => {
      const result = await lifecycle.diff(urn, stateOf("b"), { ...inputs, targetId: unknownValue });
      expect(result).to.deep.equal({ changes: true });
      expect(arm.requests).to.deep.equal([]);
    });
  });

  it("update approves the new connection and records it", async () => {
    arm.connections = [connection("b", "Disconnected", "mine"), connection("c", "Pending", "mine")];
    expect((await lifecycle.update(urn, stateOf("b"), inputs)).outs).to.deep.equal(stateOf("c"));
  });

  describe("read", () => {
    it("shows the live status", async () => {
      arm.connections = [connection("b", "Rejected", "mine")];
      const result = await lifecycle.read("any", stateOf("b"));
      expect(result.props).to.deep.equal({ ...stateOf("b"), status: "Rejected" });
    });
    it("imports by target and message", async () => {
      arm.connections = [connection("b", "Approved", "mine")];
      const result = await lifecycle.read(`${target}|mine`, {});
      expect(result.props).to.deep.equal(stateOf("b"));
      expect(result.inputs).to.deep.equal(inputs);
    });
    it("says that it is gone with an empty id", async () => {
      expect(await lifecycle.read("any", stateOf("b"))).to.deep.equal({ id: "", props: {} });
    });
  });

  describe("delete", () => {
    it("removes every connection that carries our message and no other", async () => {
      arm.connections = [
        connection("z", "Approved", "other"),
        connection("a", "Disconnected", "mine"),
        connection("b", "Approved", "mine"),
      ];
      await lifecycle.delete(urn, stateOf("b"));
      expect(arm.summary).to.deep.equal(["z Approved"]);
    });
    it("is content when the connection or the target is gone already", async () => {
      await lifecycle.delete(urn, stateOf("b"));
      arm.exists = false;
      await lifecycle.delete(urn, stateOf("b"));
      expect(arm.writes).to.deep.equal([]);
    });
    it("is content when the connection goes away between the look and the delete", async () => {
      arm.connections = [connection("b", "Approved", "mine")];
      arm.onRequest = (method) => {
        if (method === "DELETE") arm.connections = [];
      };
      await lifecycle.delete(urn, stateOf("b"));
    });
    it("leaves a connection that was given another description in place, and says so", async () => {
      arm.connections = [connection("b", "Approved", "ok, Bob")];
      await lifecycle.delete(urn, stateOf("b"));
      expect(arm.summary).to.deep.equal(["b Approved"]);
      expect(warnings[0]).to.contain("no longer carries the message 'mine'");
    });
  });
});
