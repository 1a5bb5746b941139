import { randomUUID } from "node:crypto";
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as readline from "node:readline";
import { setTimeout as wait } from "node:timers/promises";
import type { Azurite } from "../../local/azurite.ts";
import { fileOf, keysOf, type ComponentId, type RuntimeKeyId } from "../../shared/config/table.ts";
import { prepareLocalStores } from "../../shared/stores/local/prepare.ts";

/** What a stamp tells its workload; each stage has containers and a table of its own. */
const names = {
  cosmosEndpoint: "https://cosmos.invalid/",
  cosmosDatabase: "catalog",
  eventHubsNamespace: "hub.invalid",
  eventHubName: "catalog-writes",
  consumerGroup: "background-worker",
  storageAccount: "devstoreaccount1",
  checkpointContainer: "checkpoints",
  poisonTable: "poisonmessages",
  healthContainer: "health",
  healthBlob: "stamp.health",
  apiKey: "local-key-of-a-test",
  logAnalyticsWorkspace: "00000000-0000-0000-0000-000000000000",
  applicationInsights: "InstrumentationKey=00000000-0000-0000-0000-000000000000",
} as const satisfies Readonly<Record<RuntimeKeyId, string>>;

export type Values = Readonly<Record<RuntimeKeyId, string>>;
export type Line = Readonly<Record<string, unknown>>;

export interface Service {
  readonly lines: readonly Line[];
  readonly child: ChildProcess;
  /** Exit code or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
  /** Where it listens; undefined for what does not. */
  readonly url: string | undefined;
  /** Waits for a line. */
  line(test: (line: Line) => boolean, milliseconds?: number): Promise<Line>;
}

/** Stand-in stores in a folder of their own, and services on them. */
export class Stage {
  readonly folder: string;
  readonly azurite: Azurite;
  readonly values: Values;
  readonly #services: Service[] = [];

  private constructor(folder: string, azurite: Azurite, values: Values) {
    this.folder = folder;
    this.azurite = azurite;
    this.values = values;
  }

  static async open(azurite: Azurite): Promise<Stage> {
    const folder = await mkdtemp(join(tmpdir(), "workload-"));
    const unique = randomUUID().slice(0, 8);
    const stage = new Stage(folder, azurite, {
      ...names,
      checkpointContainer: `checkpoints-${unique}`,
      healthContainer: `health-${unique}`,
      poisonTable: `poison${unique}`,
    });
    await stage.tell(stage.values);
    await prepareLocalStores(stage.env, stage.values);
    return stage;
  }

  get env(): NodeJS.ProcessEnv {
    return {
      PATH: process.env["PATH"],
      STORES: "local",
      AZURE_REGION: "East US",
      SECRETS_DIR: this.folder,
      SECRETS_POLL_SECONDS: "0.2",
      DEPENDENCY_POLL_SECONDS: "0.2",
      LOCAL_STORE_FILE: join(this.folder, "store.sqlite"),
      AZURITE_BLOB_URL: this.azurite.blobUrl,
      AZURITE_TABLE_URL: this.azurite.tableUrl,
      HEALTHY_FILE: join(this.folder, "healthy"),
      READY_FILE: join(this.folder, "ready"),
    };
  }

  /** Writes the files that the vault's driver would mount. */
  async tell(told: Readonly<Partial<Record<RuntimeKeyId, string>>>): Promise<void> {
    for (const key of new Set(Object.values(keysOf).flat())) {
      const value = told[key];
      if (value !== undefined) await writeFile(join(this.folder, fileOf(key)), value);
    }
  }

  untell(key: RuntimeKeyId): Promise<void> {
    return rm(join(this.folder, fileOf(key)));
  }

  /** Starts a service, and waits until it listens or has read its settings. */
  async start(component: ComponentId, env: NodeJS.ProcessEnv = {}): Promise<Service> {
    const lines: Line[] = [];
    const child = spawn(process.execPath, [join(import.meta.dirname, "..", "..", component, "main.ts")], {
      env: { ...this.env, PORT: "0", ...env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    readline
      .createInterface({ input: child.stdout })
      .on("line", (line) => lines.push(JSON.parse(line) as Line));
    const ended = new Promise<number | NodeJS.Signals>((resolve) =>
      child.once("exit", (code, signal) => resolve(code ?? signal ?? 0)),
    );
    const line = async (test: (line: Line) => boolean, milliseconds = 60_000): Promise<Line> => {
      const end = Date.now() + milliseconds;
      for (;;) {
        const found = lines.find(test);
        if (found !== undefined) return found;
        if (Date.now() > end)
          throw new Error(
            `${component} never said it. It said:\n${lines.map((said) => JSON.stringify(said)).join("\n")}`,
          );
        await wait(20);
      }
    };
    let url: string | undefined;
    if (component !== "background-worker") {
      const listening = await line(({ msg }) => String(msg).startsWith("Server listening at"));
      url = String(listening["msg"]).replace(/.*:(\d+)$/, "http://127.0.0.1:$1");
    }
    const service = { lines, child, ended, url, line };
    this.#services.push(service);
    return service;
  }

  async close(): Promise<void> {
    for (const { child } of this.#services) child.kill("SIGKILL");
    await Promise.all(this.#services.map(({ ended }) => ended));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Asks again until it is so. */
export async function eventually<T>(
  ask: () => Promise<T>,
  so: (answer: T) => boolean,
  milliseconds = 60_000,
): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (so(answer)) return answer;
    if (Date.now() > end)
      throw new Error(`It never came to be so. The last answer: ${JSON.stringify(answer)}`);
    await wait(50);
  }
}
