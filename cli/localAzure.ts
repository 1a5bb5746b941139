/** The local Azure alone, for commands that need no engine. */
import { existsSync } from "node:fs";
import { UserError } from "../config/userError.ts";
import { findAzure, startAzure, type AzureClient } from "../rehearsal/azureProcess.ts";
import { rehearsalPlaces } from "../rehearsal/places.ts";

/**
 * Works on what a rehearsal has left behind, with the local Azure that runs already or with one that is started for this.
 *
 * @throws UserError where nothing was ever rehearsed.
 */
export async function withLocalAzure<T>(
  projectRoot: string,
  work: (azure: AzureClient) => Promise<T>,
): Promise<T> {
  const places = rehearsalPlaces(projectRoot);
  if (!existsSync(places.database)) {
    throw new UserError({
      key: "--local",
      problem: "Nothing has been rehearsed here yet.",
      remedy: "Run `npx bulkhead up --local` first.",
    });
  }
  const running = await findAzure(places);
  const azure = running ?? (await startAzure(projectRoot, places, { helm: undefined, parent: process.pid }));
  try {
    return await work(azure);
  } finally {
    if (!running) await azure.stop();
  }
}
