/** `node graph/writePages.ts [--check]`: writes docs/reachability.md, or says that it is out of date. */
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { reachabilityPage } from "./reachability/page.ts";

const file = path.resolve(import.meta.dirname, "..", "docs", "reachability.md");
const page = reachabilityPage();

if (!process.argv.includes("--check")) {
  writeFileSync(file, page);
} else if (readFileSync(file, "utf8") !== page) {
  process.stderr.write("docs/reachability.md is out of date: run `node graph/writePages.ts`.\n");
  process.exitCode = 1;
}
