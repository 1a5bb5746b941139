import { expect } from "chai";
import { mergeGraphs, type Graph } from "../../../graph/model.ts";
import { ask, knownNames, type Question } from "../../../graph/reachability/ask.ts";
import { QuestionError } from "../../../graph/reachability/names.ts";
import {
  Sketch,
  addresses,
  collection,
  deployment,
  ids,
  networkPolicy,
  rule,
  service,
  toFirewall,
} from "../support/sketch.ts";

const stack = "stamp-x";

/** A stamp: nodes behind a firewall, pods, a vault with a private endpoint. */
const stamp = (): Sketch =>
  new Sketch(stack)
    .network("n", "10.1.0.0/16")
    .subnet("n", "snet-nodes", "10.1.0.0/24", { routes: [toFirewall] })
    .subnet("n", "snet-private-endpoints", "10.1.1.0/24")
    .firewall("n", "10.1.9.0/26", [collection("ten", addresses("10.0.0.0/8"))])
    .cluster("n", "snet-nodes", [
      deployment("catalog-api", 8080),
      deployment("closed", 8081),
      networkPolicy("closed", {
        podSelector: { matchLabels: { app: "closed" } },
        policyTypes: ["Ingress"],
      }),
      service("front", "catalog-api"),
    ]);

/** Operations of two regions, each with jump boxes; agents are in the first alone. */
const operations = (name: string, octet: number): Sketch =>
  new Sketch(name).network(name, `10.${octet}.0.0/16`).subnet(name, "snet-jump-boxes", `10.${octet}.0.0/24`, {
    rules: [rule({ priority: 100, direction: "Inbound" })],
  });

const graph = (): Graph =>
  mergeGraphs([
    stamp().graph(),
    operations("ops-a", 2).subnet("ops-a", "snet-agents", "10.2.1.0/24").graph(),
    operations("ops-b", 3).graph(),
  ]);

const frontDoor = (sketch: Sketch, host = "fd-1.z01.azurefd.net"): Sketch =>
  sketch.add(
    "cdn:AFDEndpoint",
    "fd",
    "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Cdn/profiles/p/afdEndpoints/fd",
    {},
    { hostName: host },
  );

/** Who asks whom, on which port, of each flow of an answer. */
function told(
  to: string,
  from = "nodes",
  given: Graph = graph(),
  usual: string | undefined = stack,
): string[] {
  return ask(given, { stack: usual, from, to }).flows.map(
    (flow) => `${flow.from} > ${flow.to} ${flow.protocol} ${flow.port}`,
  );
}

function refusal(question: Question, given: Graph = graph()): QuestionError {
  try {
    ask(given, question);
  } catch (error) {
    if (error instanceof QuestionError) return error;
    throw error;
  }
  return expect.fail("the question was answered");
}

const nodes = "nodes in snet-nodes";

describe("what a question asks for", () => {
  const written: readonly (readonly [to: string, told: string])[] = [
    ["example.com", "example.com Tcp 443"],
    ["example.com:8443", "example.com Tcp 8443"],
    ["example.com:8443/tcp", "example.com Tcp 8443"],
    ["example.com:53/udp", "example.com Udp 53"],
    ["example.com:53/UDP", "example.com Udp 53"],
    ["example.com:1/icmp", "example.com Icmp 1"],
    ["example.com:65535", "example.com Tcp 65535"],
    ["Example.COM:1", "example.com Tcp 1"],
    ["10.2.0.9:22", "10.2.0.9 Tcp 22"],
    ["10.2.0.0/24:22/udp", "10.2.0.0/24 Udp 22"],
    ["10.2.0.4-10.2.0.9:22", "10.2.0.4-10.2.0.9 Tcp 22"],
    ["internet", "the Internet Tcp 443"],
    ["internet:25", "the Internet Tcp 25"],
    ["pod:catalog-api", "w/catalog-api Tcp 8080"],
    ["pod:w/catalog-api", "w/catalog-api Tcp 8080"],
    ["pod:catalog-api:9090/udp", "w/catalog-api Udp 9090"],
    [`${stack}/pod:w/catalog-api`, "w/catalog-api Tcp 8080"],
    ["ops-a/jump-boxes", "snet-jump-boxes Tcp 22"],
    ["ops-a/jump-boxes:3389", "snet-jump-boxes Tcp 3389"],
    ["firewall", "fw Tcp 53"],
    ["ops-a/agents", "snet-agents Tcp 443"],
    ["nodes", `${nodes} Tcp 443`],
    ["front.w.svc", "front.w.svc Tcp 443"],
    ["_sip.example.com", "_sip.example.com Tcp 443"],
    ["x--y.xn--p1ai", "x--y.xn--p1ai Tcp 443"],
    ["a.b", "a.b Tcp 443"],
  ];
  for (const [to, text] of written)
    it(`is ${text}, written ${to}`, () => {
      expect(told(to)).to.deep.equal([`${nodes} > ${text}`]);
    });

  it("is Front Door by the first of its names", () => {
    const edge = frontDoor(
      frontDoor(stamp()).add("cdn:AFDCustomDomain", "d", "/d", { hostName: "www.example.com" }),
    ).graph();
    expect(told("front-door", "internet", edge)).to.deep.equal([
      "the Internet > fd-1.z01.azurefd.net Tcp 443",
    ]);
    expect(told("front-door:80", "internet", edge)).to.deep.equal([
      "the Internet > fd-1.z01.azurefd.net Tcp 80",
    ]);
    const { flows, allowed } = ask(edge, { from: "internet", to: "front-door" });
    expect([allowed, flows[0]?.verdict.steps[0]?.rule]).to.deep.equal([true, "front-door.public"]);
  });

  it("is a range part by part, where its parts are treated differently", () => {
    expect(told("10.2.0.0/23")).to.deep.equal([
      `${nodes} > 10.2.0.0/23 Tcp 443`,
      `${nodes} > 10.2.0.0/23 Tcp 443`,
    ]);
  });

  for (const port of ["0", "65536", "443443"])
    it(`is never port ${port}`, () => {
      const { message, known } = refusal({ stack, from: "nodes", to: `internet:${port}` });
      expect(message).to.equal(`${port} is no port: ports go from 1 to 65535.`);
      expect(known).to.deep.equal([]);
    });

  const nobody = [
    "printer",
    "example",
    "*.example.com",
    "https://example.com",
    "example.com.",
    "-x.example.com",
    "x-.example.com",
    "example.com-",
    "a..com",
    "10.0.0.256",
    "10.0.0.9-10.0.0.4",
    "10.1.0.5/24",
    "example.1com",
    `${"a".repeat(250)}.com`,
    "pod:nobody",
    "internet:443/sctp",
    "internet:",
    "printer\ninternet",
    "internet:443\n",
    "ops-a/nodes",
    "ops-a/printer",
    "ops-a",
    "",
  ];
  for (const to of nobody)
    it(`is nobody by the name ${JSON.stringify(to.slice(0, 20))}`, () => {
      const { message, known } = refusal({ stack, from: "nodes", to });
      expect(message).to.equal(`'${to}' is nobody that could be reached.`);
      expect(known).to.deep.equal(knownNames(graph(), stack));
    });

  it("is a name of 253 characters at most", () => {
    const long = `${"a.".repeat(125)}com`;
    expect(told(long)).to.deep.equal([`${nodes} > ${long} Tcp 443`]);
    expect(refusal({ stack, from: "nodes", to: `a${long}` }).message).to.contain("is nobody");
  });

  it("is no Front Door where there is none", () => {
    const { message, known } = refusal({ from: "internet", to: "front-door" });
    expect([message, known]).to.deep.equal(["The graph has no Front Door.", []]);
  });
});

describe("who asks", () => {
  const senders: readonly (readonly [from: string, told: string])[] = [
    ["internet", "the Internet"],
    ["front-door", "Front Door"],
    ["nodes", nodes],
    ["pod:catalog-api", "w/catalog-api"],
    ["10.1.0.77", "10.1.0.77"],
    ["ops-b/jump-boxes", "snet-jump-boxes"],
    ["agents", "snet-agents"],
    ["subnet:snet-nodes", "snet-nodes"],
  ];
  for (const [from, text] of senders)
    it(`is ${text} by the name ${from}`, () => {
      expect(told("10.1.0.9", from)).to.deep.equal([`${text} > 10.1.0.9 Tcp 443`]);
    });

  it("is whoever is inside, where a range reaches beyond all subnets", () => {
    expect(told("example.com", "10.3.0.0/23")).to.deep.equal(["10.3.0.0/23 > example.com Tcp 443"]);
    expect(told("example.com", "10.2.0.0/22")).to.deep.equal([
      "10.2.0.0/22 > example.com Tcp 443",
      "10.2.0.0/22 > example.com Tcp 443",
    ]);
  });

  it("is nobody outside of all subnets, whose ranges are told", () => {
    const { message, known } = refusal({ from: "192.0.2.1", to: "internet" });
    expect(message).to.equal("No subnet of the graph holds 192.0.2.1.");
    expect(known).to.deep.equal([
      "10.1.0.0/24 (snet-nodes)",
      "10.1.1.0/24 (snet-private-endpoints)",
      "10.1.9.0/26 (AzureFirewallSubnet)",
      "10.2.0.0/24 (snet-jump-boxes)",
      "10.2.1.0/24 (snet-agents)",
      "10.3.0.0/24 (snet-jump-boxes)",
    ]);
  });

  for (const from of ["printer", "example.com", "pod:nobody", "api-server", "ops-a/nodes", "ops-a"])
    it(`is nobody by the name ${from}`, () => {
      const { message, known } = refusal({ stack, from, to: "internet" });
      expect(message).to.equal(`'${from}' is nobody that could send.`);
      expect(known).to.deep.equal(knownNames(graph(), stack));
    });
});

describe("the stack that a name means", () => {
  it("is the one in front of it, whichever is asked about", () => {
    expect(told("10.1.0.9", "ops-b/jump-boxes", graph(), "ops-a")).to.deep.equal([
      "snet-jump-boxes > 10.1.0.9 Tcp 443",
    ]);
    const { flows } = ask(graph(), { stack: "ops-a", from: "ops-b/jump-boxes", to: "10.3.0.9" });
    expect(flows.map(({ verdict }) => verdict.allowed)).to.deep.equal([true]);
  });

  it("is the one that is asked about, where it has the role", () => {
    const [own] = ask(graph(), { stack: "ops-b", from: "jump-boxes", to: "10.3.0.9" }).flows;
    expect(own?.verdict.allowed).to.equal(true);
    const [other] = ask(graph(), { stack: "ops-a", from: "jump-boxes", to: "10.3.0.9" }).flows;
    expect(other?.verdict.allowed).to.equal(false);
  });

  it("is the one that alone has the role", () => {
    expect(told("10.2.1.9", "agents")).to.deep.equal(["snet-agents > 10.2.1.9 Tcp 443"]);
  });

  it("is not guessed where several have the role", () => {
    expect(refusal({ stack, from: "jump-boxes", to: "internet" }).message).to.equal(
      "'jump-boxes' is nobody that could send.",
    );
    expect(refusal({ stack, from: "nodes", to: "jump-boxes" }).message).to.equal(
      "'jump-boxes' is nobody that could be reached.",
    );
  });

  it("has to be named where a name does not say it", () => {
    const unnamed = refusal({ from: "nodes", to: "internet" });
    expect([unnamed.message, unnamed.known]).to.deep.equal(["No stack is named.", [stack, "ops-a", "ops-b"]]);
    expect(refusal({ from: stack, to: "internet" }).message).to.equal("No stack is named.");
    const unknown = refusal({ stack: "stamp-y", from: "agents", to: "internet" });
    expect([unknown.message, unknown.known]).to.deep.equal([
      "There is no stack 'stamp-y'.",
      [stack, "ops-a", "ops-b"],
    ]);
    expect(told("10.1.0.9", `${stack}/nodes`, graph(), undefined)).to.deep.equal([
      `${nodes} > 10.1.0.9 Tcp 443`,
    ]);
  });

  it("is told apart from those whose names begin alike", () => {
    const alike = mergeGraphs([graph(), operations("stamp-x2", 4).graph()]);
    expect(told("10.4.0.9", "stamp-x2/jump-boxes", alike)).to.deep.equal([
      "snet-jump-boxes > 10.4.0.9 Tcp 443",
    ]);
  });
});

describe("the names that questions may use", () => {
  const own = ["nodes", "api-server", "firewall", "private-endpoints", "pod:catalog-api", "pod:closed"];
  const others = ["ops-a/jump-boxes", "ops-a/agents", "ops-b/jump-boxes"];

  it("are those of the stack alone, and those of others with the stack in front", () => {
    expect(knownNames(graph(), stack)).to.deep.equal(["internet", "front-door", ...own, ...others]);
  });

  it("all have their stack in front where no stack is meant", () => {
    expect(knownNames(graph(), undefined)).to.deep.equal([
      "internet",
      "front-door",
      ...own.map((role) => `${stack}/${role}`),
      ...others,
    ]);
  });
});

describe("an answer", () => {
  const ends = (question: Question): [boolean, boolean] => {
    const { allowed, denied } = ask(graph(), question);
    return [allowed, denied];
  };

  it("is yes where every flow is allowed", () => {
    expect(ends({ stack, from: "nodes", to: "pod:catalog-api" })).to.deep.equal([true, false]);
  });

  it("is no where every flow is denied", () => {
    expect(ends({ stack, from: "pod:catalog-api", to: "pod:closed" })).to.deep.equal([false, true]);
  });

  it("is neither where some are", () => {
    const pods = mergeGraphs([
      stamp()
        .subnet("n", "shut", "10.1.2.0/24", {
          rules: [rule({ priority: 100, allow: false, direction: "Inbound" })],
        })
        .graph(),
    ]);
    const { allowed, denied, flows } = ask(pods, { stack, from: "nodes", to: "10.1.0.8-10.1.2.9" });
    expect([allowed, denied]).to.deep.equal([false, false]);
    expect(flows.some(({ verdict }) => verdict.allowed)).to.equal(true);
    expect(flows.some(({ verdict }) => !verdict.allowed)).to.equal(true);
  });

  it("advises a change in the file of the stack that sends, not of the one that is asked about", () => {
    const files = (from: string) =>
      ask(graph(), { stack: "ops-a", from, to: "example.com" }).flows.flatMap(({ advice }) =>
        advice.map(({ file }) => file),
      );
    expect(files(`${stack}/nodes`)).to.deep.equal(["Pulumi.stamp-x.yaml"]);
    expect(files(`${stack}/pod:catalog-api`)).to.deep.equal(["Pulumi.stamp-x.yaml"]);
    expect(files("10.1.0.9")).to.deep.equal(["Pulumi.stamp-x.yaml"]);
    expect(files("internet")).to.deep.equal([]);
    expect(files("front-door")).to.deep.equal([]);
  });

  it("has a flow for each sender and each receiver", () => {
    const two = stamp()
      .endpoint("n", "snet-private-endpoints", "pe-1", { id: ids.vault("kv"), group: "vault" })
      .endpoint("n", "snet-private-endpoints", "pe-2", { id: ids.vault("kv"), group: "vault" })
      .graph();
    expect(told("private-endpoints", "10.1.0.0-10.1.1.3", two)).to.deep.equal([
      "10.1.0.0-10.1.1.3 > pe-1 Tcp 443",
      "10.1.0.0-10.1.1.3 > pe-2 Tcp 443",
      "10.1.0.0-10.1.1.3 > pe-1 Tcp 443",
      "10.1.0.0-10.1.1.3 > pe-2 Tcp 443",
      "10.1.0.0-10.1.1.3 > pe-1 Tcp 443",
      "10.1.0.0-10.1.1.3 > pe-2 Tcp 443",
      "10.1.0.0-10.1.1.3 > pe-1 Tcp 443",
      "10.1.0.0-10.1.1.3 > pe-2 Tcp 443",
    ]);
  });
});
