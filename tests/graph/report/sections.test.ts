import { expect } from "chai";
import { estimateCost } from "../../../graph/cost/estimate.ts";
import { graphOf, type GraphNode } from "../../../graph/model.ts";
import { toNode } from "../../../graph/readers/node.ts";
import { renderPage } from "../../../graph/report/page.ts";
import {
  controlsSection,
  costSection,
  matrixSection,
  slaSection,
  statementsSection,
  timelineSection,
  topologySection,
} from "../../../graph/report/sections.ts";
import { slas, type FlowSla } from "../../../graph/sla/sla.ts";
import type { Finding } from "../../../graph/statements/check.ts";
import { timelineOf } from "../../../graph/timeline/timeline.ts";
import { readTopology } from "../../../graph/topology/read.ts";
import type { Properties } from "../../../lib/properties.ts";
import { Sketch } from "../support/sketch.ts";

/** The tables of a piece of HTML: rows of cells, each as `look: text` where it stands out. */
function rowsOf(html: string): string[][] {
  return [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = ""]) =>
    [...row.matchAll(/<t[dh]([^>]*)>(.*?)<\/t[dh]>/gs)].map(([, attributes = "", content = ""]) => {
      const look = /class="([^"]*)"/.exec(attributes)?.[1];
      const text = content.replaceAll(/<[^>]+>/g, "");
      return look === undefined ? text : `${look}: ${text}`;
    }),
  );
}

const textOf = (html: string): string => html.replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

function finding(id: string, outcome: Finding["outcome"], because?: string): Finding {
  const statement = {
    id,
    text: `${id}.`,
    seeds: ["1", "2"],
    of: "stamp",
    from: "a",
    to: "b",
    expected: "denied",
  };
  return { statement, stack: "stamp-x", outcome, because } as unknown as Finding;
}

describe("sections of the report", () => {
  it("statements: what is broken, then what others decide, what holds, what does not apply", () => {
    const section = statementsSection([
      finding("one", "absent"),
      finding("two", "holds", "nsg deny"),
      finding("three", "outside"),
      finding("four", "broken", "fw allow"),
    ]);
    expect(section).to.deep.include({
      id: "statements",
      title: "Isolation statements",
      figure: "1 broken",
      about: "asked 3 times",
      good: false,
    });
    expect(rowsOf(section.html)).to.deep.equal([
      ["", "Stack", "Statement", "Flow", "Must be", "From text", "Decided by"],
      ["bad: broken", "stamp-x", "four.", "a → b", "denied", "1, 2", "fw allow"].map(code(1, 3)),
      ["weak: decided outside", "stamp-x", "three.", "a → b", "denied", "1, 2", ""].map(code(1, 3)),
      ["good: holds", "stamp-x", "two.", "a → b", "denied", "1, 2", "nsg deny"].map(code(1, 3)),
      ["does not apply", "stamp-x", "one.", "a → b", "denied", "1, 2", ""].map(code(1, 3)),
    ]);
    expect(section.html).not.to.contain("<details>");
  });

  it("statements that hold are folded, and counted once however often they are asked", () => {
    const section = statementsSection([
      finding("one", "holds"),
      finding("one", "holds"),
      finding("two", "holds"),
    ]);
    expect(section).to.deep.include({ figure: "2 hold", about: "asked 3 times", good: true });
    expect(section.html).to.match(/^<details><summary>All 2 statements<\/summary>/);
  });

  it("matrix: a table for each stack, each cell in words as well", () => {
    const section = matrixSection([
      {
        stack: "stamp-x",
        columns: ["vault", "pypi.org", "<b>"],
        rows: [{ from: "nodes & co", cells: ["yes", "no", "partly"] }],
      },
      { stack: "stamp-y", columns: ["vault"], rows: [{ from: "nodes", cells: ["no"] }] },
    ]);
    expect(section).to.deep.include({
      id: "matrix",
      title: "Who reaches whom",
      figure: "2 of 4",
      about: "flows are open",
    });
    expect(section.html).to.equal(
      "<p>● reaches, · does not, ◐ some of them; each on its usual port.</p>" +
        '<h3>stamp-x</h3><div class="scroll" tabindex="0" role="region" aria-label="Who reaches whom in stamp-x">' +
        '<table class="matrix"><thead><tr><th scope="col">from, to</th><th scope="col"><span>vault</span></th>' +
        '<th scope="col"><span>pypi.org</span></th><th scope="col"><span>&lt;b&gt;</span></th></tr></thead>' +
        '<tbody><tr><th scope="row">nodes &amp; co</th>' +
        '<td class="cell yes" title="nodes &amp; co reaches vault">●</td>' +
        '<td class="cell no" title="nodes &amp; co does not reach pypi.org">·</td>' +
        '<td class="cell partly" title="nodes &amp; co reaches some of &lt;b&gt;">◐</td></tr></tbody></table></div>' +
        '<h3>stamp-y</h3><div class="scroll" tabindex="0" role="region" aria-label="Who reaches whom in stamp-y">' +
        '<table class="matrix"><thead><tr><th scope="col">from, to</th><th scope="col"><span>vault</span></th></tr></thead>' +
        '<tbody><tr><th scope="row">nodes</th><td class="cell no" title="nodes does not reach vault">·</td></tr></tbody></table></div>',
    );
  });

  const control = (id: string, result: string, findings: { stack?: string; resource?: string }[] = []) => ({
    id,
    title: `${id}.`,
    severity: "high",
    enforcement: "mandatory",
    result,
    findings: findings.map(({ stack, resource }) => ({ stack, resource, message: "No." })),
  });

  it("controls: findings in the open, all of them folded", () => {
    const controls = [
      control("a", "refused", [{ stack: "s", resource: "r" }, { stack: "s" }, {}]),
      control("b", "met"),
      control("c", "exempted"),
      control("d", "undecided"),
      control("e", "not applicable"),
    ];
    const section = controlsSection({ evaluated: 5, resources: 7, violations: 1, controls });
    expect(section).to.deep.include({
      id: "controls",
      title: "Controls",
      figure: "1 violated",
      about: "evaluated on 7 resources",
      good: false,
    });
    expect(rowsOf(section.html)).to.deep.equal([
      ["Control", "Where", "What"],
      ["code: a", "s r", "No."],
      ["code: a", "s", "No."],
      ["code: a", "", "No."],
      ["Control", "Title", "Severity", "Level", "Result"],
      ["code: a", "a.", "high", "mandatory", "bad: refused"],
      ["code: b", "b.", "high", "mandatory", "good: met"],
      ["code: c", "c.", "high", "mandatory", "weak: exempted"],
      ["code: d", "d.", "high", "mandatory", "weak: undecided"],
      ["code: e", "e.", "high", "mandatory", "not applicable"],
    ]);
    expect(section.html)
      .to.contain("<summary>All 5 controls</summary>")
      .and.contain("<caption>Findings</caption>");
    const met = controlsSection({
      evaluated: 1,
      resources: 7,
      violations: 0,
      controls: [control("b", "met")],
    });
    expect(met).to.deep.include({ figure: "1 met", good: true });
    expect(met.html).to.match(/^<details>/);
  });

  const node = (type: string, name: string, inputs: Properties, dependencies: string[] = []) =>
    toNode("stamp-x", {
      urn: `urn:pulumi:stamp-x::p::azure-native:${type}::${name}`,
      type: `azure-native:${type}`,
      custom: true,
      inputs,
      dependencies,
    });

  it("rollout: the chain that decides, with its minutes", () => {
    const network = node("network:VirtualNetwork", "vnet", {});
    const subnet = node("network:Subnet", "snet", {}, [network.urn]);
    const minutes = ({ name }: GraphNode) => (name === "vnet" ? 1.5 : 2);
    const timeline = timelineOf(graphOf([network, subnet]), minutes, () => []);
    const section = timelineSection(
      timeline,
      [
        { name: "a", minutes: 4 },
        { name: "b", minutes: 3 },
      ] as never,
      3.5,
      [],
    );
    expect(section).to.deep.include({
      id: "timeline",
      title: "Rollout",
      figure: "3.5 min",
      about: "from nothing, at least",
    });
    expect(rowsOf(section.html)).to.deep.equal([
      ["Stack", "number: Begin", "number: End", "Type", "Resource"],
      ["code: stamp-x", "number: 0.0", "number: 1.5", "network:VirtualNetwork", "vnet"],
      ["code: stamp-x", "number: 1.5", "number: 3.5", "network:Subnet", "snet"],
    ]);
    expect(section.html).to.match(
      /^<figure class="scroll drawing" tabindex="0" role="region" aria-label="Drawing of the rollout"><svg/,
    );
    expect(section.html).to.contain("<summary>The chain that decides</summary>");
    expect(textOf(section.html)).to.contain(
      "Stage after stage, in the order of the reference pipeline, global stack and stamps would take 7.0 min; in the order of their dependencies 3.5 min. Every order on the chain is carried by an input or has a stated reason.",
    );
    const odd = timelineSection(timeline, [], 3.5, [{}, {}] as never);
    expect(textOf(odd.html)).to.contain("2 orders on the chains have no known reason.");
  });

  it("cost: by stack, by meter, and what is in no sum", () => {
    const estimate = estimateCost(
      graphOf([
        node("network:PublicIPAddress", "pip", { location: "eastus" }),
        node("keyvault:Vault", "kv", { location: "eastus" }),
        node("cdn:Profile", "afd", { sku: { name: "Premium_AzureFrontDoor" } }),
      ]),
    );
    const section = costSection(estimate);
    expect(section).to.deep.include({
      id: "cost",
      title: "Cost",
      figure: "$ 334",
      about: "a month at least, without use",
    });
    const rows = rowsOf(section.html);
    expect(rows.slice(0, 7)).to.deep.equal([
      ["Stack", "number: Least", "number: Most"],
      ["stamp-x", "number: 334", "number: 334"],
      ["strong: All", "number: 334", "number: 334"],
      ["A release, once: stamps side by side for 24 h", "number: 0", "number: 0"],
      ["Meter", "number: Resources", "number: Least", "number: Most"],
      ["Front Door Premium base fee per profile", "number: 1", "number: 330", "number: 330"],
      ["Standard static public IPv4", "number: 1", "number: 4", "number: 4"],
    ]);
    expect(rows[7]).to.deep.equal(["Type", "number: Resources", "Why", "Unit prices"]);
    expect(rows[8]?.slice(0, 3)).to.deep.equal(["code: keyvault:Vault", "number: 1", "by use"]);
    expect(rows[9]?.[3]?.split("; ")).to.have.length(3);
    expect(section.html).to.contain("<summary>stamp-x: 334 to 334</summary>");
    expect(section.html)
      .to.contain("<summary>What is in no sum</summary>")
      .and.contain("<caption>Cost by stack</caption>");
    expect(textOf(section.html)).to.contain(
      `An estimate with list prices of ${estimate.date}, in USD a month. Least and most: what autoscaling may go down and up to.`,
    );
  });

  it("service levels: the least that users are promised, without what they do not see", () => {
    const [sla] = slas;
    if (sla === undefined) throw new Error("no promise");
    const flow = (id: string, percent: number): FlowSla => ({
      id,
      title: `Flow ${id}`,
      regions: 2,
      parts: [
        { sla, regional: true },
        { sla: { ...sla, service: "Other", source: "nowhere" }, regional: false },
      ],
      percent,
      oneRegion: 99.5,
      minutesDown: 4.32,
      weakest: "the database",
    });
    const section = slaSection([flow("read", 99.98765), flow("new-pod", 90), flow("write", 99.99)]);
    expect(section).to.deep.include({
      id: "sla",
      title: "Service levels",
      figure: "99.988 %",
      about: "is the least that users are promised",
    });
    const rows = rowsOf(section.html);
    expect(rows.slice(0, 2)).to.deep.equal([
      ["Flow", "number: All regions", "number: One region", "number: Minutes down", "Weakest"],
      ["Flow read", "number: 99.9877 %", "number: 99.5000 %", "number: 4.3", "the database"],
    ]);
    expect(rows[4]).to.deep.equal(["Part", "number: Promise", "Where", "Source"]);
    expect(rows[5]?.slice(0, 3)).to.deep.equal([sla.service, `number: ${sla.percent} %`, "each region"]);
    expect(rows[5]?.[3]).not.to.equal("");
    expect(rows[6]).to.deep.equal(["Other", `number: ${sla.percent} %`, "shared", ""]);
    expect(section.html).to.contain("<summary>Flow new-pod</summary>");
    expect(textOf(section.html)).to.contain("Regions count as independent");
  });

  it("topology: how many networks in how many regions, drawn", async () => {
    const graph = new Sketch("stamp-x")
      .network("n", "10.1.0.0/16")
      .subnet("n", "nodes", "10.1.0.0/24")
      .graph();
    const section = await topologySection(readTopology(graph));
    expect(section).to.deep.include({
      id: "topology",
      title: "Topology",
      figure: "1 region",
      about: "1 networks",
    });
    expect(section.html).to.match(/^<figure [^>]*aria-label="Drawing of the platform"><svg/);
  });

  it("stand on the page under their ids, with a tile each that turns red", () => {
    const page = renderPage({
      title: "A & B",
      subtitle: "today",
      sections: [
        { id: "one", title: "One", figure: "1 <", about: "of 2", html: "<p>x</p>", good: false },
        { id: "two", title: "Two", figure: "2", about: "of 2", html: "<p>y</p>", good: true },
      ],
    });
    expect(page).to.contain('<li><a href="#one" class="bad"><b>1 &lt;</b><span>One: of 2');
    expect(page).to.contain('<li><a href="#two"><b>2</b>');
    expect(page).to.contain('<section id="one" aria-labelledby="one-title"><h2 id="one-title">One');
    expect(page).to.contain("A &amp; B");
  });
});

/** Marks the cells at these places as code. */
function code(...places: number[]): (text: string, index: number) => string {
  return (text, index) => (places.includes(index) ? `code: ${text}` : text);
}
