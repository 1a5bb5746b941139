/** `region lose`: a rehearsal's disaster. */
import type { Command } from "commander";
import { readStackFiles } from "../../../config/stackFiles.ts";
import { UserError } from "../../../config/userError.ts";
import { Store } from "../../../rehearsal/azure/store.ts";
import { viewOf } from "../../../rehearsal/azure/view.ts";
import { rehearsalPlaces } from "../../../rehearsal/places.ts";
import { projectRoot, speaker } from "../../common.ts";
import { environmentOption } from "../../environment.ts";
import { withLocalAzure } from "../../localAzure.ts";
import { groupsOf, stacksOfRegion } from "../../rebuild/lose.ts";
import { readTraffic, trafficLines } from "../../traffic.ts";

interface LoseOptions {
  readonly env?: string;
  readonly local?: true;
  readonly withOps?: true;
  readonly json?: true;
}

async function lose(region: string, options: LoseOptions): Promise<void> {
  if (!options.local) {
    throw new UserError({
      key: "--local",
      problem: "A region of the real Azure is not lost by command.",
      remedy: `In the rehearsal: \`npx bulkhead region lose ${region} --local\`. To take a region out of the traffic: \`npx bulkhead region evacuate ${region}\`.`,
    });
  }
  const say = speaker(options.json);
  const files = readStackFiles(projectRoot, options.env).map(({ stack }) => stack);
  const stacks = stacksOfRegion(files, region, options.withOps ?? false);
  const { database } = rehearsalPlaces(projectRoot);
  const resources = await withLocalAzure(projectRoot, async (azure) => {
    const store = new Store(database);
    try {
      return await azure.lose(groupsOf(viewOf(store), stacks));
    } finally {
      store.close();
    }
  });
  const names = stacks.map(({ text }) => text);
  say(
    resources === 0
      ? `Nothing of ${names.join(" and ")} is there.`
      : `${names.join(" and ")}: ${resources} resources are gone from the local Azure. Pulumi does not know yet.`,
  );
  for (const line of trafficLines(readTraffic(database, undefined) ?? [])) say(line);
  if (resources > 0) say(`To make it again: npx bulkhead region rebuild ${region} --local`);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ region, stacks: names, resources }, null, 2)}\n`);
}

export function addLoseCommand(region: Command): void {
  region
    .command("lose <location>")
    .description("Rehearse a disaster: the local Azure loses a region's stamps, and Pulumi is not told.")
    .option("--local", "the rehearsal; there is no other way")
    .option("--with-ops", "the region's operations network too")
    .addOption(environmentOption())
    .option("--json", "print the result as JSON, and nothing else, on standard output")
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead region lose westeurope --local          the stamps of that region
  npx bulkhead region lose eastus --local --with-ops   and its operations network`,
    )
    .action(lose);
}
