/** How well new generations are, by what Front Door has measured of their origins. */
import { z } from "zod";
import type { ArmClient } from "../../provider/arm.ts";
import type { Health } from "./gate.ts";
import type { ReleaseSettings } from "./keys.ts";
import { everything } from "./weights.ts";

/** The origins of one stamp, by the names under which Front Door asks for them. */
export interface OriginHosts {
  readonly stack: string;
  readonly hosts: readonly string[];
}

/** What was measured of one origin in the last minutes. */
export interface OriginReading {
  readonly stack: string;
  readonly host: string;
  /** Percent of the probes that were answered with 200; undefined when none was counted. */
  readonly health: number | undefined;
  readonly requests: number;
  /** Requests that the origin answered with 5xx. */
  readonly errors: number;
}

/** Fewer requests than this say nothing about a share of errors. */
const fewestRequests = 50;

const percentOf = (readings: readonly OriginReading[]): number => {
  const requests = readings.reduce((sum, reading) => sum + reading.requests, 0);
  return requests === 0 ? 0 : (readings.reduce((sum, reading) => sum + reading.errors, 0) / requests) * 100;
};

const rounded = (percent: number): string => String(Math.round(percent * 10) / 10);

/**
 * The verdict on new generations. What is as wrong with the old ones is not held against them. Pure.
 *
 * @param percent the percentage of the requests that they get.
 */
export function judge(
  news: readonly OriginReading[],
  olds: readonly OriginReading[],
  percent: number,
  settings: Pick<ReleaseSettings, "minimumHealthPercent" | "maximumErrorPercent">,
): Health {
  const ill = news.find(({ health }) => health !== undefined && health < settings.minimumHealthPercent);
  if (ill)
    return {
      verdict: "ill",
      text: `only ${rounded(ill.health ?? 0)} % of the probes of ${ill.stack} (${ill.host}) are answered, and it should be ${settings.minimumHealthPercent}`,
    };
  const before = percentOf(olds);
  for (const stack of new Set(news.map((reading) => reading.stack))) {
    const mine = news.filter((reading) => reading.stack === stack);
    const requests = mine.reduce((sum, reading) => sum + reading.requests, 0);
    const errors = percentOf(mine);
    if (requests >= fewestRequests && errors > settings.maximumErrorPercent + before)
      return {
        verdict: "ill",
        text: `${rounded(errors)} % of the answers of ${stack} are errors, and ${rounded(before)} % of those of the old generation`,
      };
  }
  const silent = news.find(({ health }) => health === undefined);
  if (silent)
    return {
      verdict: "unknown",
      text: `Front Door has not measured the health of ${silent.stack} (${silent.host}) yet.`,
    };
  const late = olds.filter(({ requests }) => requests > 0);
  if (percent === everything && late.length > 0)
    return {
      verdict: "busy",
      text: `Front Door still sends requests to ${[...new Set(late.map(({ stack }) => stack))].join(", ")}.`,
    };
  return { verdict: "well", text: "Front Door finds the new generation well." };
}

/** Azure Monitor's API of metrics; stable since 2018, which is all that is needed of it. */
const metricsVersion = "2018-01-01";

const answerSchema = z.object({
  value: z.array(
    z.object({
      timeseries: z.array(
        z.object({
          metadatavalues: z.array(z.object({ name: z.object({ value: z.string() }), value: z.string() })),
          data: z.array(z.object({ average: z.number().optional(), total: z.number().optional() })),
        }),
      ),
    }),
  ),
});

interface Series {
  readonly dimensions: ReadonlyMap<string, string>;
  readonly data: readonly { readonly average?: number | undefined; readonly total?: number | undefined }[];
}

async function seriesOf(
  arm: Pick<ArmClient, "get">,
  profileId: string,
  query: {
    metric: string;
    aggregation: "Average" | "Total";
    dimensions: readonly string[];
    timespan: string;
  },
): Promise<Series[]> {
  const parameters = new URLSearchParams({
    metricnames: query.metric,
    aggregation: query.aggregation,
    timespan: query.timespan,
    interval: "PT1M",
    // Ten series is the default, and each origin is one or more.
    top: "1000",
    $filter: query.dimensions.map((dimension) => `${dimension} eq '*'`).join(" and "),
  });
  const answer = answerSchema.parse(
    await arm.get(
      `${profileId}/providers/Microsoft.Insights/metrics?${parameters.toString()}`,
      metricsVersion,
    ),
  );
  return answer.value.flatMap(({ timeseries }) =>
    timeseries.map(({ metadatavalues, data }) => ({
      dimensions: new Map(metadatavalues.map(({ name, value }) => [name.value.toLowerCase(), value])),
      data,
    })),
  );
}

/** Front Door names an origin by its host name, some metrics with the port behind it. */
function isOrigin(series: Series, host: string): boolean {
  const name = (series.dimensions.get("origin") ?? "").toLowerCase();
  return name === host.toLowerCase() || name.startsWith(`${host.toLowerCase()}:`);
}

/** Minutes that are looked at. */
const windowMinutes = 10;
/** Metrics appear up to three minutes late (Front Door's page on monitoring), so the latest ones are left out. */
const lagMinutes = 3;

/**
 * Reads the metrics of origins from Azure Monitor.
 *
 * @param profileId ARM id of the Front Door profile.
 * @throws ArmError when Azure Monitor does not answer.
 */
export async function readOrigins(
  arm: Pick<ArmClient, "get">,
  profileId: string,
  stamps: readonly OriginHosts[],
  now: Date = new Date(),
): Promise<OriginReading[]> {
  const end = new Date(now.getTime() - lagMinutes * 60_000);
  const begin = new Date(end.getTime() - windowMinutes * 60_000);
  const timespan = `${begin.toISOString()}/${end.toISOString()}`;
  const health = await seriesOf(arm, profileId, {
    metric: "OriginHealthPercentage",
    aggregation: "Average",
    dimensions: ["Origin", "OriginGroup"],
    timespan,
  });
  const requests = await seriesOf(arm, profileId, {
    metric: "OriginRequestCount",
    aggregation: "Total",
    dimensions: ["Origin", "HttpStatusGroup"],
    timespan,
  });
  return stamps.flatMap(({ stack, hosts }) =>
    hosts.map((host) => {
      const measured = health.filter((series) => isOrigin(series, host)).flatMap(({ data }) => data);
      const averages = measured.flatMap(({ average }) => average ?? []);
      const mine = requests.filter((series) => isOrigin(series, host));
      const sum = (list: readonly Series[]): number =>
        list.flatMap(({ data }) => data).reduce((total, point) => total + (point.total ?? 0), 0);
      return {
        stack,
        host,
        health:
          averages.length === 0
            ? undefined
            : averages.reduce((total, value) => total + value, 0) / averages.length,
        requests: sum(mine),
        errors: sum(
          mine.filter(({ dimensions }) => (dimensions.get("httpstatusgroup") ?? "").startsWith("5")),
        ),
      };
    }),
  );
}
