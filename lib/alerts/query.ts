import { healthScoreQuery } from "../observability/healthQuery.ts";
import { alertQuery } from "../observability/queries.ts";
import type { LogAlertRule } from "./types.ts";

/** The query whose text is made of the health model instead of read from a file. */
const fromTheModel = "stamp-unhealthy";

/** What a log alert asks. @param deployers callers whose changes are expected. */
export function queryOf(alert: LogAlertRule, deployers: readonly string[] = []): string {
  return alert.query === fromTheModel ? healthScoreQuery() : alertQuery(alert.query, deployers);
}
