import { expect } from "chai";
import { approvalOf, describe as inWords, findOurs, whatIsWrong } from "../../provider/connections.ts";
import { connection } from "./fakeArm.ts";

describe("provider/connections", () => {
  it("takes only the exact message as ours", () => {
    const ours = findOurs(
      [
        connection("a", "Pending", "mine"),
        connection("b", "Pending", "Mine"),
        connection("c", "Pending", "mine "),
      ],
      "mine",
    );
    expect(ours.approvable.map((each) => each.name)).to.deep.equal(["a"]);
  });

  it("tells what can be approved from what is over", () => {
    const ours = findOurs(
      ["Pending", "Approved", "Rejected", "Disconnected"].map((status) => connection(status, status, "mine")),
      "mine",
    );
    expect(ours.approved.map((each) => each.name)).to.deep.equal(["Approved"]);
    expect(ours.approvable.map((each) => each.name)).to.deep.equal(["Pending", "Rejected"]);
    expect(ours.ended.map((each) => each.name)).to.deep.equal(["Disconnected"]);
  });

  it("does not count a connection that is being deleted as approved", () => {
    const leaving = connection("a", "Approved", "mine");
    const ours = findOurs(
      [{ ...leaving, properties: { ...leaving.properties, provisioningState: "Deleting" } }],
      "mine",
    );
    expect(ours.approved).to.deep.equal([]);
    expect(ours.ended).to.have.length(1);
  });

  it("refuses to approve a connection whose message is not ours", () => {
    expect(() => approvalOf(connection("a", "Pending", "a stranger"), "mine")).to.throw(
      "The connection a was requested with 'a stranger', not with 'mine': it is not ours to approve.",
    );
  });

  it("keeps the message and the other parts of the state when it approves", () => {
    expect(approvalOf(connection("a", "Pending", "mine"), "mine")).to.deep.equal({
      name: "a",
      properties: {
        privateEndpoint: { id: "/consumer/a" },
        privateLinkServiceConnectionState: {
          status: "Approved",
          description: "mine",
          actionsRequired: "None",
        },
      },
    });
  });

  describe("whatIsWrong", () => {
    const recorded = connection("a", "Approved", "mine");
    const cases: [
      what: string,
      connections: ReturnType<typeof connection>[],
      expected: string | undefined,
    ][] = [
      ["approved as recorded", [recorded], undefined],
      ["approved beside strangers", [recorded, connection("z", "Pending", "other")], undefined],
      ["approved beside one left behind", [recorded, connection("b", "Disconnected", "mine")], undefined],
      ["approved but given another description", [connection("a", "Approved", "ok, Bob")], undefined],
      ["gone", [], "the connection is gone"],
      ["rejected", [connection("a", "Rejected", "mine")], "the connection a is Rejected"],
      ["disconnected", [connection("a", "Disconnected", "mine")], "the connection a is Disconnected"],
      ["made anew and approved", [connection("b", "Approved", "mine")], "the connection was made anew"],
      ["a second one waits", [recorded, connection("b", "Pending", "mine")], "the connection b is Pending"],
      [
        "rejected under another description",
        [connection("a", "Rejected", "no")],
        "the connection a is Rejected",
      ],
    ];
    for (const [what, connections, expected] of cases) {
      it(what, () => {
        expect(whatIsWrong(connections, "mine", recorded.id.toUpperCase())).to.equal(expected);
      });
    }
  });

  it("says what is there", () => {
    expect(inWords(undefined)).to.equal("the target does not exist");
    expect(inWords([])).to.equal("the target has no connections");
    expect(inWords([connection("a", "Pending", "other")])).to.equal("the target has a Pending 'other'");
  });
});
