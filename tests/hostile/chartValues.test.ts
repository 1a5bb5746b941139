import { expect } from "chai";
import { renderChart } from "../support/releases.ts";
import type { Properties } from "../../lib/properties.ts";
import { ourCharts, type ChartCase, type Charts } from "./support/chartValues.ts";
import { fuzz } from "./support/runs.ts";

/** helm's words when a schema or a chart's own `fail` refuses, and not when a template trips. */
const designed = /values don't meet the specifications|execution error at \(.*\): [^:]/;
const tripped = /nil pointer|can't evaluate|wrong type|error calling|error converting|parse error|YAML/;

/** What an object is, and where: whatever a value says, a chart makes the same objects. */
const identity = (object: Properties): string => String(object["kind"]);

describe("hostile values of our charts", function () {
  let charts: Charts;
  const usual = new Map<string, string[]>();
  before(async () => {
    charts = await ourCharts();
    for (const [chart, values] of Object.entries(charts.sound))
      usual.set(chart, (await renderChart(chart, values)).map(identity).sort());
  });

  it("are judged by the schemas in no time, and mostly refused", async () => {
    let refused = 0;
    let judged = 0;
    await fuzz(2_000, charts.cases, (given) => {
      const began = performance.now();
      judged += 1;
      if (!charts.takes(given)) refused += 1;
      expect(performance.now() - began).to.be.lessThan(2_000);
    });
    expect(refused / judged).to.be.greaterThan(0.5);
  });

  it("are refused, or change what they are meant to change and nothing else", async () => {
    // Only what the schemas take gets as far as the templates; most of the cases end there.
    await fuzz(150, charts.cases, async (given: ChartCase) => {
      if (!charts.takes(given)) return;
      let objects: Properties[];
      try {
        objects = await renderChart(given.chart, given.values);
      } catch (error) {
        expect(String(error)).to.match(designed).and.not.to.match(tripped);
        return;
      }
      // A switch may take objects away, and an empty text too: without a prefix nothing calls a component. A text that says
      // something never adds or takes any.
      if (typeof given.instead !== "string") return;
      const made = objects.map(identity).sort();
      if (given.instead === "") expect(usual.get(given.chart)).to.include.members(made);
      else expect(made).to.deep.equal(usual.get(given.chart));
    });
  });
});
