import { expect } from "chai";
import { graphOf, mergeGraphs } from "../../../graph/model.ts";
import { ask, knownNames } from "../../../graph/reachability/ask.ts";
import { matrices, type Matrix } from "../../../graph/reachability/matrix.ts";
import { QuestionError } from "../../../graph/reachability/names.ts";
import { deployment, ids, rule, Sketch } from "../support/sketch.ts";

const open = [rule({ priority: 100 }), rule({ priority: 100, direction: "Inbound" })];

/** A stamp with a cluster and a vault behind a private endpoint, and an operations network. */
const stamp = new Sketch("stamp-x")
  .network("n", "10.1.0.0/16")
  .subnet("n", "snet-nodes", "10.1.0.0/24", { rules: open })
  .subnet("n", "snet-private-endpoints", "10.1.1.0/24", {
    rules: [rule({ priority: 100, allow: false, direction: "Inbound" })],
  })
  .subnet("n", "AzureFirewallSubnet", "10.1.9.0/26")
  .vault("vault-vault")
  .add(
    "storage:StorageAccount",
    "storage-spa",
    ids.account("spa"),
    { publicNetworkAccess: "Disabled" },
    { primaryEndpoints: { web: "https://spa.z6.web.core.windows.net/" } },
  )
  .cluster("n", "snet-nodes", [deployment("a", 8080)]);
const operations = new Sketch("ops-x")
  .network("o", "10.2.0.0/16")
  .subnet("o", "snet-jump-boxes", "10.2.0.0/24", { rules: open });
const graph = mergeGraphs([stamp.graph(), operations.graph()]);

function refusal(question: { stack?: string; from: string; to: string }): QuestionError {
  try {
    ask(graph, question);
  } catch (error) {
    if (error instanceof QuestionError) return error;
    throw error;
  }
  return expect.fail("the question was answered");
}

describe("questions", () => {
  it("name ports and protocols, or mean HTTPS", () => {
    const told = (to: string) => {
      const [flow] = ask(graph, { stack: "stamp-x", from: "nodes", to }).flows;
      return [flow?.to, flow?.port, flow?.protocol];
    };
    expect(told("example.com")).to.deep.equal(["example.com", 443, "Tcp"]);
    expect(told("EXAMPLE.com:8443/UDP")).to.deep.equal(["example.com", 8443, "Udp"]);
    expect(told("10.1.1.4:53/udp")).to.deep.equal(["10.1.1.4", 53, "Udp"]);
    expect(told("10.1.1.4:1/icmp")).to.deep.equal(["10.1.1.4", 1, "Icmp"]);
    expect(told("internet:65535")).to.deep.equal(["the Internet", 65535, "Tcp"]);
    expect(told("pod:a")).to.deep.equal(["w/a", 8080, "Tcp"]);
    expect(told("pod:w/a:9090")).to.deep.equal(["w/a", 9090, "Tcp"]);
    expect(told("jump-boxes").slice(1)).to.deep.equal([22, "Tcp"]);
    expect(told("ops-x/jump-boxes").slice(1)).to.deep.equal([22, "Tcp"]);
  });

  it("are refused with what could have been meant", () => {
    expect(refusal({ stack: "stamp-x", from: "nodes", to: "internet:0" }).message).to.equal(
      "0 is no port: ports go from 1 to 65535.",
    );
    expect(refusal({ stack: "stamp-x", from: "nodes", to: "internet:65536" }).message).to.contain(
      "65536 is no port",
    );
    const nobody = refusal({ from: "nodes", to: "internet" });
    expect([nobody.message, nobody.known]).to.deep.equal(["No stack is named.", ["stamp-x", "ops-x"]]);
    const nowhere = refusal({ stack: "stamp-y", from: "nodes", to: "internet" });
    expect([nowhere.message, nowhere.known]).to.deep.equal([
      "There is no stack 'stamp-y'.",
      ["stamp-x", "ops-x"],
    ]);
    const sender = refusal({ stack: "stamp-x", from: "printer", to: "internet" });
    expect(sender.message).to.equal("'printer' is nobody that could send.");
    expect(sender.known).to.deep.equal(knownNames(graph, "stamp-x"));
    const target = refusal({ stack: "stamp-x", from: "nodes", to: "printer" });
    expect(target.message).to.equal("'printer' is nobody that could be reached.");
    expect(target.known).to.deep.equal(knownNames(graph, "stamp-x"));
    const outside = refusal({ stack: "stamp-x", from: "192.0.2.1", to: "internet" });
    expect(outside.message).to.equal("No subnet of the graph holds 192.0.2.1.");
    expect(outside.known).to.include.members(["10.1.0.0/24 (snet-nodes)", "10.2.0.0/24 (snet-jump-boxes)"]);
    expect(refusal({ stack: "stamp-x", from: "nodes", to: "front-door" }).message).to.equal(
      "The graph has no Front Door.",
    );
  });

  it("may use the names of their stack alone, and those of others with the stack in front", () => {
    const known = knownNames(graph, "stamp-x");
    expect(known.slice(0, 2)).to.deep.equal(["internet", "front-door"]);
    expect(known).to.include.members(["nodes", "pod:a", "ops-x/jump-boxes"]);
    expect(known.some((name) => name.startsWith("stamp-x/"))).to.equal(false);
    expect(knownNames(graph, undefined)).to.include.members(["stamp-x/nodes", "ops-x/jump-boxes"]);
  });

  it("have an answer for each of several senders", () => {
    const reply = ask(graph, { stack: "stamp-x", from: "10.1.0.9", to: "10.1.0.10:22" });
    expect([reply.allowed, reply.denied, reply.flows.length]).to.deep.equal([true, false, 1]);
    const shut = ask(graph, { stack: "stamp-x", from: "10.1.0.9", to: "10.1.1.10:22" });
    expect([shut.allowed, shut.denied]).to.deep.equal([false, true]);
    const range = ask(graph, { stack: "stamp-x", from: "10.1.0.9", to: "10.1.0.0/23:22" });
    expect([range.allowed, range.denied]).to.deep.equal([false, false]);
  });
});

describe("matrix", () => {
  let first: Matrix | undefined;
  let second: Matrix | undefined;
  let others: Matrix[];

  before(() => {
    [first, second, ...others] = matrices(graph);
  });

  it("has a table for each stack with a network", () => {
    expect([first?.stack, second?.stack, others]).to.deep.equal(["stamp-x", "ops-x", []]);
  });

  it("asks who can send about all roles but firewalls, a few hosts outside, and the nodes of other stamps", () => {
    expect(first?.rows.map(({ from }) => from).slice(0, 2)).to.deep.equal(["internet", "front-door"]);
    expect(first?.rows.map(({ from }) => from))
      .to.include("nodes")
      .and.not.to.include.members(["firewall"]);
    expect(first?.columns).to.not.include("firewall");
    expect(first?.columns.slice(-3)).to.deep.equal([
      "login.microsoftonline.com",
      "mcr.microsoft.com",
      "pypi.org",
    ]);
    expect(second?.rows.map(({ from }) => from)).to.deep.equal(["internet", "front-door", "jump-boxes"]);
    for (const { columns, rows } of [first, second].flatMap((matrix) => matrix ?? []))
      for (const { cells } of rows) expect(cells).to.have.length(columns.length);
  });

  it("says yes, no, or for some", () => {
    const cell = (from: string, to: string) => {
      const row = first?.rows.find((candidate) => candidate.from === from);
      return row?.cells[first?.columns.indexOf(to) ?? -1];
    };
    expect(cell("nodes", "nodes")).to.equal("yes");
    expect(cell("internet", "nodes")).to.equal("no");
    for (const { stack, columns, rows } of [first].flatMap((matrix) => matrix ?? []))
      for (const { from, cells } of rows)
        for (const [index, told] of cells.entries()) {
          const { allowed, denied } = ask(graph, { stack, from, to: columns[index] ?? "" });
          expect(told, `${from} → ${columns[index] ?? ""}`).to.equal(
            allowed ? "yes" : denied ? "no" : "partly",
          );
        }
  });

  it("shows as many other stamps as it is asked to", () => {
    const more = ["stamp-y", "stamp-z"].map((name, index) =>
      new Sketch(name)
        .network(name, `10.${index + 3}.0.0/16`)
        .subnet(name, "snet-nodes", `10.${index + 3}.0.0/24`)
        .cluster(name, "snet-nodes", [])
        .graph(),
    );
    // Hand-made clusters share one id; each is told apart here.
    const apart = more.map(({ nodes }, index) =>
      graphOf(
        nodes.map((node) =>
          node.id === ids.cluster("aks") ? { ...node, id: ids.cluster(`aks-${index}`) } : node,
        ),
      ),
    );
    const all = mergeGraphs([stamp.graph(), ...apart]);
    const columns = (peers?: number) =>
      matrices(all, peers)[0]?.columns.filter((column) => column.includes("/nodes")) ?? [];
    expect(columns()).to.deep.equal(["stamp-y/nodes", "stamp-z/nodes"]);
    expect(columns(1)).to.deep.equal(["stamp-y/nodes"]);
  });
});
