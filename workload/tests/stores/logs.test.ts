import { LogsQueryResultStatus } from "@azure/monitor-query-logs";
import { expect } from "chai";
import { Unavailable } from "../../shared/errors.ts";
import { scoreOf } from "../../shared/stores/azure/logs.ts";

type Answer = Parameters<typeof scoreOf>[0];
const answer = (columns: string[], rows: unknown[][]): Answer =>
  ({
    status: LogsQueryResultStatus.Success,
    tables: [{ name: "PrimaryResult", columnDescriptors: columns.map((name) => ({ name })), rows }],
  }) as Answer;

describe("the health score in an answer of Log Analytics", () => {
  it("is the first row, wherever its columns stand", () => {
    expect(scoreOf(answer(["HealthScore", "Color"], [[0.75, "yellow"]]))).to.deep.equal({
      score: 0.75,
      color: "yellow",
    });
    expect(scoreOf(answer(["Color", "TimeGenerated", "HealthScore"], [["red", "now", 0.5]]))).to.deep.equal({
      score: 0.5,
      color: "red",
    });
    expect(scoreOf(answer(["HealthScore"], []))).to.equal(undefined);
  });

  it("is none in half an answer, or in one that has no score", () => {
    const half = {
      status: LogsQueryResultStatus.PartialFailure,
      partialTables: [],
      partialError: { message: "too late" },
    };
    expect(() => scoreOf(half as unknown as Answer)).to.throw(Unavailable, "too late");
    expect(() => scoreOf(answer(["Color"], [["green"]]))).to.throw(Unavailable, "HealthScore");
  });
});
