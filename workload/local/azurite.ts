/** Azurite, Microsoft's emulator of blobs and tables, in memory. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { startChild, type Child } from "./children.ts";
import { LocalProblem } from "./problem.ts";

export interface Azurite {
  readonly child: Child;
  /** With the emulator's own account in the path. */
  readonly blobUrl: string;
  readonly tableUrl: string;
}

/** The account that every Azurite has (Azurite's README, "Default Storage Account"). */
const account = "devstoreaccount1";
const startsWithinMilliseconds = 30_000;

/** @throws LocalProblem when it does not start. */
export async function startAzurite(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
  onLost: (child: Child) => void,
): Promise<Azurite> {
  const found: { blob?: string | undefined; table?: string | undefined } = {};
  const child = startChild({
    name: "azurite",
    args: [
      createRequire(import.meta.url).resolve("azurite/dist/src/azurite.js"),
      ...["--blobPort", "0", "--queuePort", "0", "--tablePort", "0"],
      ...["--inMemoryPersistence", "--skipApiVersionCheck", "--disableTelemetry", "--silent"],
    ],
    env,
    logFile: join(folder, "azurite.log"),
    onLine: (line) => {
      const [, service, url] =
        /Azurite (Blob|Table) service is successfully listening at (\S+)/.exec(line) ?? [];
      if (service === "Blob") found.blob = url;
      if (service === "Table") found.table = url;
    },
    onLost,
  });
  const end = Date.now() + startsWithinMilliseconds;
  while (found.blob === undefined || found.table === undefined) {
    if (child.ending !== undefined || Date.now() > end) {
      await child.stop();
      throw new LocalProblem(
        `azurite ${child.ending ?? "did not start within 30 s"}.\n${child.lastLines.join("\n")}`,
        "Try again; if it stays so, `npm ci` in workload/ installs it anew.",
      );
    }
    await wait(50);
  }
  return { child, blobUrl: `${found.blob}/${account}`, tableUrl: `${found.table}/${account}` };
}
