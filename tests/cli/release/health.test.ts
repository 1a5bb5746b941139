import { expect } from "chai";
import { judge, readOrigins, type OriginReading } from "../../../cli/release/health.ts";
import { brokenPromises, rehearsedHealth, routesOf } from "../../../cli/release/rehearsed.ts";
import type { TrafficOrigin, TrafficRoute } from "../../../cli/traffic.ts";

const settings = { minimumHealthPercent: 90, maximumErrorPercent: 1 };
const reading = (stack: string, more: Partial<OriginReading> = {}): OriginReading => ({
  stack,
  host: `${stack}.example.com`,
  health: 100,
  requests: 1000,
  errors: 0,
  ...more,
});

describe("the verdict on a new generation", () => {
  const verdict = (
    fresh: Partial<OriginReading>,
    old: Partial<OriginReading> = {},
    percent = 50,
  ): [string, string] => {
    const { verdict: found, text } = judge([reading("b", fresh)], [reading("a", old)], percent, settings);
    return [found, text];
  };

  it("is good when its probes are answered and its answers are no errors", () => {
    expect(verdict({})[0]).to.equal("well");
    expect(verdict({ health: 90, errors: 10 })[0]).to.equal("well");
  });

  it("is bad when too few probes are answered, or too many answers are errors", () => {
    expect(verdict({ health: 89.94 })).to.deep.equal([
      "ill",
      "only 89.9 % of the probes of b (b.example.com) are answered, and it should be 90",
    ]);
    expect(verdict({ errors: 30 })).to.deep.equal([
      "ill",
      "3 % of the answers of b are errors, and 0 % of those of the old generation",
    ]);
  });

  it("does not hold against it what is as wrong with the old one", () => {
    expect(verdict({ errors: 30 }, { errors: 25 })[0]).to.equal("well");
    expect(verdict({ errors: 40 }, { errors: 25 })[0]).to.equal("ill");
  });

  it("needs more than a handful of requests to speak of errors", () => {
    expect(verdict({ requests: 49, errors: 49 })[0]).to.equal("well");
    expect(verdict({ requests: 50, errors: 50 })[0]).to.equal("ill");
  });

  it("is left open while nothing was measured", () => {
    expect(verdict({ health: undefined })).to.deep.equal([
      "unknown",
      "Front Door has not measured the health of b (b.example.com) yet.",
    ]);
    expect(verdict({ health: undefined, errors: 500 })[0]).to.equal("ill");
  });

  it("waits for the old generation's last request, in the end only", () => {
    expect(verdict({}, { requests: 3 }, 50)[0]).to.equal("well");
    expect(verdict({}, { requests: 3 }, 100)).to.deep.equal([
      "busy",
      "Front Door still sends requests to a.",
    ]);
    expect(verdict({}, { requests: 0 }, 100)[0]).to.equal("well");
  });
});

describe("Front Door's metrics", () => {
  const series = (dimensions: Record<string, string>, data: object[]) => ({
    metadatavalues: Object.entries(dimensions).map(([name, value]) => ({
      name: { value: name, localizedValue: name },
      value,
    })),
    data,
  });
  const answers: Record<string, unknown> = {
    OriginHealthPercentage: [
      series({ origin: "b.example.com:443", origingroup: "api" }, [
        { timeStamp: "2027-01-01T00:00:00Z", average: 100 },
        { timeStamp: "2027-01-01T00:01:00Z", average: 50 },
        { timeStamp: "2027-01-01T00:02:00Z" },
      ]),
      series({ origin: "ab.example.com", origingroup: "api" }, [{ average: 1 }]),
    ],
    OriginRequestCount: [
      series({ origin: "B.example.com", httpstatusgroup: "2XX" }, [{ total: 90 }, { total: 5 }]),
      series({ origin: "B.example.com", httpstatusgroup: "5XX" }, [{ total: 4 }]),
    ],
  };

  it("are read of the latest minutes that are complete, all origins at once", async () => {
    const asked: URL[] = [];
    const arm = {
      get: <T>(id: string): Promise<T> => {
        const url = new URL(id, "https://arm");
        asked.push(url);
        const metric = url.searchParams.get("metricnames") ?? "";
        return Promise.resolve({ value: [{ timeseries: answers[metric] }] } as T);
      },
    };
    const stamps = [{ stack: "stamp-b", hosts: ["b.example.com", "silent.example.com"] }];
    const readings = await readOrigins(arm, "/profile", stamps, new Date("2027-01-01T00:13:00Z"));
    expect(readings).to.deep.equal([
      { stack: "stamp-b", host: "b.example.com", health: 75, requests: 99, errors: 4 },
      { stack: "stamp-b", host: "silent.example.com", health: undefined, requests: 0, errors: 0 },
    ]);
    expect(asked.map(({ pathname }) => pathname)).to.deep.equal(
      Array(2).fill("/profile/providers/Microsoft.Insights/metrics"),
    );
    expect(asked[0]?.searchParams.get("timespan")).to.equal(
      "2027-01-01T00:00:00.000Z/2027-01-01T00:10:00.000Z",
    );
    expect(asked[1]?.searchParams.get("$filter")).to.equal("Origin eq '*' and HttpStatusGroup eq '*'");
    expect(asked[0]?.searchParams.get("top")).to.equal("1000");
  });

  it("are refused in another form than Azure Monitor's", async () => {
    const arm = { get: <T>(): Promise<T> => Promise.resolve({ values: [] } as T) };
    const failure = await readOrigins(arm, "/profile", []).catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(Error);
  });
});

describe("the rehearsed edge", () => {
  const origin = (label: string, more: Partial<TrafficOrigin> = {}): TrafficOrigin => ({
    label,
    hostName: label,
    enabled: true,
    healthy: true,
    priority: 1,
    weight: 500,
    share: 0.5,
    broken: undefined,
    ...more,
  });
  const route = (origins: TrafficOrigin[], more: Partial<TrafficRoute> = {}): TrafficRoute => ({
    host: "host",
    path: "/",
    route: "site",
    outcome: "served",
    cached: true,
    text: "",
    breaks: [],
    origins,
    ...more,
  });
  const sorry = origin("sorry page", { share: 0, priority: 5 });

  it("finds a drained generation well when it would answer", () => {
    const broken = { link: "origin enabled" as const, text: "it is disabled" };
    const drained = origin("stamp-eastus-b", { enabled: false, share: 0, broken });
    expect(rehearsedHealth([route([drained, sorry])], ["stamp-eastus-b"]).verdict).to.equal("well");
  });

  it("finds one ill that is nowhere, or does not answer a probe", () => {
    expect(rehearsedHealth([route([sorry])], ["stamp-eastus-b"])).to.deep.equal({
      verdict: "ill",
      text: "no origin of stamp-eastus-b is registered",
    });
    const ill = origin("stamp-eastus-b", { healthy: false, broken: { link: "pods", text: "none" } });
    expect(
      rehearsedHealth(
        [route([origin("stamp-eastus-b")]), route([ill], { path: "/api" })],
        ["stamp-eastus-b"],
      ),
    ).to.deep.equal({
      verdict: "ill",
      text: "stamp-eastus-b does not answer the probes of /api: pods: none",
    });
  });

  it("keeps to one environment", () => {
    const routes = [route([origin("stamp-eastus"), sorry]), route([origin("int.stamp-eastus"), sorry])];
    expect(routesOf(routes, undefined)).to.deep.equal([routes[0]]);
    expect(routesOf(routes, "int")).to.deep.equal([routes[1]]);
  });

  it("says when users are left with the sorry page or an unapproved link, on routes of stamps", () => {
    expect(brokenPromises([route([origin("stamp-eastus"), sorry])])).to.deep.equal([]);
    expect(brokenPromises([route([origin("global storage")], { path: "/images/" })])).to.deep.equal([]);
    const idle = origin("stamp-eastus", { share: 0 });
    expect(brokenPromises([route([idle, origin("sorry page", { share: 1 })])])).to.deep.equal([
      "/: no stamp answers (sorry page)",
    ]);
    expect(brokenPromises([route([origin("stamp-eastus")], { outcome: "blind" })])).to.have.length(1);
    const closed = origin("stamp-eastus-b", {
      healthy: false,
      share: 0,
      broken: { link: "private link connection", text: "Pending" },
    });
    expect(brokenPromises([route([origin("stamp-eastus"), closed])])).to.deep.equal([
      "/: stamp-eastus-b is enabled, and its private link is not approved",
    ]);
    expect(brokenPromises([route([origin("stamp-eastus"), { ...closed, enabled: false }])])).to.deep.equal(
      [],
    );
  });
});
