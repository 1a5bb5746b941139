import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { alertCatalogue } from "../../../lib/alerts/catalogue.ts";
import { healthModel, ownScore, standsOn, type HealthNode } from "../../../lib/observability/healthModel.ts";
import {
  healthChecksQuery,
  healthFunctions,
  healthNodesQuery,
  healthScoreQuery,
} from "../../../lib/observability/healthQuery.ts";
import metricTable from "../../../lib/observability/data/metrics.json" with { type: "json" };
import { healthQuery } from "../../../lib/observability/queries.ts";
import {
  globalWorkbook,
  stampWorkbook,
  type WorkbookContent,
  type WorkbookItem,
} from "../../../lib/observability/workbook.ts";
import { workloadNamespace } from "../../../lib/origin.ts";
import { workloadComponents } from "../../../lib/workload/components.ts";
import { analyse } from "../../support/kusto.ts";

const queryFiles = (folder: string): string[] =>
  readdirSync(join(import.meta.dirname, "..", "..", "..", "lib", "observability", "queries", folder)).map(
    (file) => file.replace(/\.kql$/, ""),
  );
const checks = healthModel.flatMap((node) => node.checks);

describe("health model", () => {
  it("goes from user flows over services to what they stand on, and never in a circle", () => {
    const order = ["userFlow", "service", "dependency"];
    for (const { id, layer, dependsOn } of healthModel) {
      for (const part of dependsOn) {
        const below = healthModel.find((node) => node.id === part);
        expect(order.indexOf(below?.layer ?? ""), `${id} → ${part}`).to.be.greaterThan(order.indexOf(layer));
      }
    }
  });

  it("has a user flow above everything, for what no flow needs takes no stamp out of rotation", () => {
    const reached = new Set(
      healthModel.filter(({ layer }) => layer === "userFlow").flatMap(({ id }) => standsOn(id)),
    );
    expect([...reached].sort()).to.deep.equal(healthModel.map(({ id }) => id).sort());
  });

  it("turns yellow before it turns red", () => {
    for (const { id, yellow, red } of checks) expect(yellow, id).to.be.below(red);
    expect([ownScore(0, 0), ownScore(1, 0), ownScore(0, 1), ownScore(1, 1), ownScore(4, 4)]).to.deep.equal([
      1, 0.75, 0.5, 0.25, 0,
    ]);
  });

  it("follows what a part stands on to the ground, and refuses a part that is not there", () => {
    expect(standsOn("addComment")).to.include.members([
      "catalogApi",
      "backgroundWorker",
      "database",
      "eventHubs",
    ]);
    const broken: HealthNode[] = [{ id: "a", title: "A", layer: "userFlow", dependsOn: ["b"], checks: [] }];
    expect(() => standsOn("a", broken)).to.throw("no 'b'");
  });

  it("asks for services by the names they have", () => {
    const roles = checks.flatMap(({ id }) =>
      [...healthQuery(id).matchAll(/AppRoleName == "([^"]+)"/g)].map((match) => match[1]),
    );
    expect(new Set(roles)).to.deep.equal(new Set(["catalog-api", "background-worker"]));
    expect(Object.keys(workloadComponents)).to.include.members(["catalog-api", "background-worker"]);
  });

  it("counts restarts where the workload runs", () => {
    expect(healthQuery("cluster-restarts")).to.contain(`Namespace == "${workloadNamespace}"`);
  });

  it("reads metrics that diagnostic settings export", () => {
    const exported = new Set(
      Object.values(metricTable as unknown as Record<string, Record<string, { exported?: boolean }>>).flatMap(
        (metrics) =>
          Object.entries(metrics).flatMap(([name, { exported: is }]) => (is === true ? [name] : [])),
      ),
    );
    const used = checks.flatMap(({ id }) => {
      const query = healthQuery(id);
      return query.startsWith("AzureMetrics")
        ? [...query.matchAll(/"([A-Za-z0-9_]+)"/g)].map((match) => match[1] ?? "")
        : [];
    });
    expect(used).not.to.be.empty;
    for (const metric of used) expect(exported.has(metric), metric).to.equal(true);
  });

  it("can be followed from outside along each flow that changes nothing", () => {
    const probes = healthModel.flatMap(({ id, probe }) => (probe === undefined ? [] : [[id, probe.path]]));
    expect(probes).to.deep.equal([
      ["listCatalogItems", "/catalogservice/api/1.0/CatalogItem"],
      ["showStaticContent", "/"],
    ]);
    expect(workloadComponents["catalog-api"].pathPrefix).to.equal("/catalogservice/");
  });
});

describe("health queries", () => {
  for (const { id } of checks) {
    it(`${id} gives one value of existing tables and columns`, () => {
      const { errors, columns } = analyse(healthQuery(id));
      expect(errors).to.deep.equal([]);
      expect(columns).to.deep.equal(["Value"]);
      // The last two minutes are not all there yet.
      expect(healthQuery(id)).to.match(/between \(ago\(\d+m\) \.\. ago\(2m\)\)/);
    });
  }

  it("give checks, parts and the score", () => {
    expect(analyse(healthChecksQuery())).to.deep.equal({
      errors: [],
      columns: ["Node", "Check", "Title", "Unit", "Value", "Yellow", "Red", "State"],
    });
    expect(analyse(healthNodesQuery())).to.deep.equal({
      errors: [],
      columns: ["Node", "Title", "Layer", "HealthScore", "Color"],
    });
    expect(analyse(healthScoreQuery())).to.deep.equal({
      errors: [],
      columns: ["TimeGenerated", "HealthScore", "Color"],
    });
  });

  it("measure every check and score every part", () => {
    const query = healthNodesQuery();
    for (const { id, yellow, red } of checks) {
      expect(query).to.contain(`"${id}", `);
      expect(query).to.contain(`${yellow.toFixed(1)}, ${red.toFixed(1)}`);
    }
    for (const { id } of healthModel)
      for (const part of standsOn(id)) expect(query).to.contain(`  "${id}", "${part}"`);
  });

  it("are all in use: no file is left over", () => {
    const alerts = alertCatalogue.flatMap((alert) => (alert.kind === "log" ? [alert.query] : []));
    expect(queryFiles("alerts").sort()).to.deep.equal(
      alerts.filter((query) => query !== "stamp-unhealthy").sort(),
    );
    expect(queryFiles("health").sort()).to.deep.equal(checks.map(({ id }) => id).sort());
  });
});

describe("workbooks", () => {
  const source = { title: "eastus", workspaceId: "/workspace" };
  const stamp = stampWorkbook("stamp-eastus", source);
  const global = globalWorkbook({
    global: { title: "Global", workspaceId: "/global" },
    regions: [source, { title: "westeurope", workspaceId: "/west" }],
    frontDoorId: "/front-door",
    cosmosId: "/cosmos",
  });
  const all: [string, WorkbookContent][] = [
    ["stamp", stamp],
    ["global", global],
  ];

  /** Calls of the health functions become what they stand for, so that they can be checked without a workspace. */
  const expanded = (query: string): string => {
    const bodies = {
      [healthFunctions.checks]: healthChecksQuery(),
      [healthFunctions.nodes]: healthNodesQuery(),
      [healthFunctions.score]: healthScoreQuery(),
    };
    const used = Object.entries(bodies).filter(([name]) => query.includes(name));
    return [
      ...used.map(([name, body]) => `let ${name} = view () { ${body} };`),
      query.replaceAll(/StampHealth\w+/g, (name) => `${name}()`),
    ].join("\n");
  };
  const queries = (items: readonly WorkbookItem[]): string[] =>
    items.flatMap(({ content }) => (typeof content["query"] === "string" ? [content["query"]] : []));

  for (const [title, content] of all) {
    it(`${title}: asks queries of existing tables and columns`, () => {
      expect(queries(content.items)).not.to.be.empty;
      for (const query of queries(content.items))
        expect(analyse(expanded(query)).errors, query).to.deep.equal([]);
    });

    it(`${title}: has a name for each item, once`, () => {
      const names = content.items.map(({ name }) => name);
      expect(new Set(names).size).to.equal(names.length);
      expect(content.version).to.equal("Notebook/1.0");
    });
  }

  it("show all flows, services and what hangs on what", () => {
    const written = JSON.stringify(stamp);
    for (const { id, title, dependsOn } of healthModel) {
      if (dependsOn.length > 0) expect(written).to.contain(title);
      for (const part of dependsOn) expect(written).to.contain(`\\"${id}\\", \\"${part}\\"`);
    }
  });

  it("name metrics as workbooks want them: namespace, category, name", () => {
    const charts = global.items.flatMap(({ content }) => (content["metrics"] ?? []) as { metric: string }[]);
    expect(charts.map(({ metric }) => metric)).to.deep.equal([
      "microsoft.cdn/profiles-Origin Health-OriginHealthPercentage",
      "microsoft.documentdb/databaseaccounts-Requests-ServerSideLatencyDirect",
    ]);
  });

  it("ask each region's own workspace", () => {
    const asked = global.items
      .map(({ content }) => content["crossComponentResources"])
      .filter(Array.isArray)
      .flat();
    expect(new Set(asked)).to.deep.equal(new Set(["/global", "/workspace", "/west"]));
  });
});
