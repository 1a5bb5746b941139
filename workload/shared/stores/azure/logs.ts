import { LogsQueryClient, LogsQueryResultStatus } from "@azure/monitor-query-logs";
import type { TokenCredential } from "@azure/identity";
import { Unavailable } from "../../errors.ts";
import type { Environment } from "../../config/numbers.ts";
import type { HealthScore, LogQueries } from "../types.ts";

/** The function that the program keeps in every region's workspace (lib/observability/healthQuery.ts; a test compares the names). */
export const scoreFunction = "StampHealthScore";
const defaultQuery = `${scoreFunction} | top 1 by TimeGenerated desc | project HealthScore, Color`;
/** The functions look at the last minutes themselves; the service wants a time span all the same. */
const lastTenMinutes = { duration: "PT10M" };

type Answer = Awaited<ReturnType<LogsQueryClient["queryWorkspace"]>>;

/** The score in the first row of an answer. @throws Unavailable when the workspace gave none. */
export function scoreOf(answer: Answer): HealthScore | undefined {
  if (answer.status !== LogsQueryResultStatus.Success)
    throw new Unavailable("Log Analytics", answer.partialError.message);
  const table = answer.tables[0];
  const row = table?.rows[0];
  if (table === undefined || row === undefined) return undefined;
  const column = (name: string): unknown =>
    row[table.columnDescriptors.findIndex((descriptor) => descriptor.name === name)];
  const score = Number(column("HealthScore"));
  if (!Number.isFinite(score)) throw new Unavailable("Log Analytics", "the answer has no column HealthScore");
  return { score, color: String(column("Color")) };
}

/** Asks the region's workspace. */
export function openLogs(workspaceId: string, credential: TokenCredential, env: Environment): LogQueries {
  const client = new LogsQueryClient(credential);
  const query = env["HEALTHSERVICE_AZMONITOR_HEALTHSTATUS_QUERY"] ?? defaultQuery;
  return {
    healthScore: async (signal) => {
      let answer: Answer;
      try {
        answer = await client.queryWorkspace(workspaceId, query, lastTenMinutes, {
          abortSignal: signal,
          serverTimeoutInSeconds: 15,
        });
      } catch (error) {
        throw new Unavailable("Log Analytics", error);
      }
      return scoreOf(answer);
    },
  };
}
