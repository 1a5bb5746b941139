/** `node pipelines/chaos/main.ts --experiment zone-down --resource-group NAME --identity ID --base-url URL [--zone 1]` */
import { setTimeout as sleep } from "node:timers/promises";
import { azureCli } from "../azureCli.ts";
import { requiredOptions } from "../required.ts";
import { experimentNames, type ExperimentName } from "./experiments.ts";
import { runExperiment } from "./run.ts";

const text = { type: "string" } as const;
const options = {
  experiment: text,
  "resource-group": text,
  identity: text,
  "base-url": text,
  zone: { type: "string", default: "1" },
} as const;
const usage =
  "usage: node pipelines/chaos/main.ts --experiment NAME --resource-group NAME --identity ID --base-url URL [--zone 1]";

/** A read that goes through to the data. */
const probed = "/catalogservice/api/1.0/catalogitem?limit=1";

try {
  const value = requiredOptions(options, usage);
  const experiment = value("experiment");
  if (!experimentNames.includes(experiment as ExperimentName))
    throw new Error(`There is no experiment '${experiment}'. There are: ${experimentNames.join(", ")}.`);
  const address = new URL(probed, value("base-url"));
  const passed = await runExperiment(
    {
      experiment: experiment as ExperimentName,
      subscriptionId: ((await azureCli(["account", "show"])) as { id: string }).id,
      resourceGroup: value("resource-group"),
      identityId: value("identity"),
      zone: value("zone"),
    },
    {
      az: azureCli,
      pause: (milliseconds) => sleep(milliseconds),
      say: (line) => console.log(line),
      answers: async () => {
        try {
          return (await fetch(address, { signal: AbortSignal.timeout(5_000) })).ok;
        } catch {
          return false;
        }
      },
    },
  );
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
