import { readFileSync, writeFileSync } from "node:fs";
import { needsTable, page, withTable } from "./needsTable.ts";

/** Writes the table of quotas into docs/azure.md anew: `npm run needs`. */
writeFileSync(page, withTable(readFileSync(page, "utf8"), await needsTable()));
