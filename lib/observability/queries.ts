import { readFileSync } from "node:fs";
import { join } from "node:path";

const directory = join(import.meta.dirname, "queries");
const noDeployers = "let deployers = dynamic([]);";

/** The text of one query file. @throws Error when there is none of that name: a defect of the program. */
function queryText(folder: "alerts" | "health", name: string): string {
  return readFileSync(join(directory, folder, `${name}.kql`), "utf8").trim();
}

/**
 * The query of an alert.
 *
 * @param deployers callers whose changes are expected, for the queries that leave them out.
 */
export function alertQuery(name: string, deployers: readonly string[] = []): string {
  return queryText("alerts", name).replace(
    noDeployers,
    `let deployers = dynamic(${JSON.stringify(deployers)});`,
  );
}

/** The query of one check of the health model: one row with the column Value. */
export function healthQuery(name: string): string {
  return queryText("health", name);
}
