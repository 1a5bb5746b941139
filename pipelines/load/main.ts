/** `node pipelines/load/main.ts --test catalog --base-url URL --resource NAME --resource-group NAME --run-id ID` */
import { setTimeout as sleep } from "node:timers/promises";
import { azureCli } from "../azureCli.ts";
import { requiredOptions } from "../required.ts";
import { runLoadTest } from "./run.ts";

const text = { type: "string" } as const;
const options = { test: text, "base-url": text, resource: text, "resource-group": text, "run-id": text };
const usage = `usage: node pipelines/load/main.ts ${Object.keys(options)
  .map((name) => `--${name} VALUE`)
  .join(" ")}`;

try {
  const value = requiredOptions(options, usage);
  const request = {
    test: value("test"),
    baseUrl: value("base-url"),
    resource: value("resource"),
    resourceGroup: value("resource-group"),
    runId: value("run-id"),
  };
  const { passed, lines } = await runLoadTest(request, azureCli, (milliseconds) => sleep(milliseconds));
  for (const line of lines) console.log(line);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
