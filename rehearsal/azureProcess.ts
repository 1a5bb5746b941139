/** Starting, finding and ending the local Azure as a process of its own. */
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { existsSync, fstatSync, openSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { UserError } from "../config/userError.ts";
import type { StorageOrder } from "./azure/storageOrders.ts";
import type { FaultOrder } from "./azure/faults/order.ts";
import type { FaultPlan } from "./faults/plan.ts";
import { isAlive } from "./processes.ts";
import type { RehearsalPlaces } from "./places.ts";

const infoSchema = z.object({
  pid: z.number(),
  ports: z.record(z.string(), z.number()),
  arm: z.url({ hostname: /^(127\.0\.0\.1|localhost|\[::1\])$/ }),
});

/** Ports of a running local Azure. */
export type AzureInfo = z.infer<typeof infoSchema>;

export const statusSchema = z.object({
  pid: z.number(),
  /** Simulated minutes since the subscription was made. */
  now: z.number(),
  subscriptionId: z.string(),
  tenantId: z.string(),
  resources: z.array(z.object({ id: z.string(), type: z.string(), state: z.string() })),
  softDeleted: z.array(z.object({ arm: z.string(), name: z.string(), id: z.string() })),
});

export type AzureStatus = z.infer<typeof statusSchema>;

export const operationSchema = z.object({
  number: z.number(),
  urn: z.string(),
  operation: z.string(),
  id: z.string(),
  started: z.number(),
  ended: z.number().nullable(),
});

const errorSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export type AzureOperation = z.infer<typeof operationSchema>;

/** How long simulated time may take to pass, in milliseconds: it stands still while any program of the rehearsal is busy. */
const longestPass = 280_000;

/** Asks a running local Azure, over HTTP on loopback. */
export class AzureClient {
  readonly info: AzureInfo;

  constructor(info: AzureInfo) {
    this.info = info;
  }

  async status(): Promise<AzureStatus> {
    return statusSchema.parse(await (await this.call("GET", "/local/status")).json());
  }

  async operationsSince(number: number): Promise<AzureOperation[]> {
    return z
      .array(operationSchema)
      .parse(await (await this.call("GET", `/local/operations?since=${number}`)).json());
  }

  /** Keeps simulated time still until that stack has made its first call. */
  async hold(stack: string): Promise<void> {
    await this.call("POST", `/local/hold?stack=${encodeURIComponent(stack)}`);
  }

  async release(stack: string): Promise<void> {
    await this.call("POST", `/local/release?stack=${encodeURIComponent(stack)}`);
  }

  /** Writes to a storage account, or asks it, as from inside the network. */
  async storage(order: StorageOrder): Promise<unknown> {
    const response = await this.call("POST", "/local/storage", order);
    const body: unknown = await response.json();
    if (response.ok) return body;
    const { error } = errorSchema.parse(body);
    throw new Error(`${error.code}: ${error.message}`);
  }

  /** Takes resource groups away with all that is in them; says how many resources went. */
  async lose(groups: readonly string[]): Promise<number> {
    const response = await this.call("POST", "/local/lose", { groups });
    return z.object({ resources: z.number() }).parse(await response.json()).resources;
  }

  /** Lets simulated time pass. */
  async pass(minutes: number): Promise<void> {
    await this.call("POST", `/local/pass?minutes=${minutes}`, undefined, longestPass);
  }

  /**
   * Makes the origins of a stack answer no probe any more.
   *
   * @param reason what `bulkhead route` then says; undefined makes them well again.
   * @returns how many origins that are.
   */
  async ail(stack: string, reason: string | undefined): Promise<number> {
    const response = await this.call("POST", `/local/ail?stack=${encodeURIComponent(stack)}`, {
      ...(reason === undefined ? {} : { reason }),
    });
    return z.object({ origins: z.number() }).parse(await response.json()).origins;
  }

  /** Lets faults happen, on behalf of this process; without any none happens any more. */
  async setFaults(plan: FaultPlan | undefined): Promise<void> {
    const order: FaultOrder = { ...(plan === undefined ? {} : { plan }), command: process.pid };
    const response = await this.call("POST", "/local/faults", order);
    // One that has run since before there were faults has none to end.
    if (!response.ok && plan !== undefined)
      throw new Error(`The local Azure refused the faults: ${await response.text()}`);
  }

  /** Ends the local Azure and waits until it has closed its database. */
  async stop(): Promise<void> {
    await this.call("POST", "/local/stop").catch(() => undefined);
    for (let tries = 0; tries < 100 && isAlive(this.info.pid); tries += 1) await sleep(20);
  }

  private call(method: string, at: string, body?: unknown, milliseconds = 10_000): Promise<Response> {
    return fetch(`${this.info.arm}${at}`, {
      method,
      signal: AbortSignal.timeout(milliseconds),
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  }
}

/** Undefined for what a process that was killed has half written, and for what is no file of ours. */
function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** Why the local Azure ended: what its log says last. */
function endedAtOnce(code: number | null, log: string, began: number): UserError {
  const lines = readFileSync(log).subarray(began).toString().split("\n");
  const said = lines.find((line) => /^\w*Error\b.*: /.test(line))?.replace(/^\w+( \[\w+\])?: /, "");
  return new UserError({
    file: path.basename(log),
    problem: `The local Azure ended at once (code ${code})${said === undefined ? "." : `: ${said}`}`,
    remedy: `${log} has the rest. Where nothing else helps, delete ${path.dirname(log)}: the rehearsal begins anew.`,
  });
}

/** The local Azure that already runs for this project, if it answers. */
export async function findAzure(places: RehearsalPlaces): Promise<AzureClient | undefined> {
  if (!existsSync(places.azureInfo)) return undefined;
  const info = infoSchema.safeParse(readJson(places.azureInfo));
  if (!info.success) return undefined;
  const client = new AzureClient(info.data);
  return client.status().then(
    (status) => (status.pid === info.data.pid ? client : undefined),
    () => undefined,
  );
}

/**
 * Starts the local Azure.
 *
 * @param options.parent process id with which it ends; without one it stays until it is told to stop.
 */
export function startAzure(
  projectRoot: string,
  places: RehearsalPlaces,
  options: { readonly helm: string | undefined; readonly parent: number | undefined },
): Promise<AzureClient> {
  const log = path.join(places.root, "azure.log");
  const args = [
    "--disable-warning=ExperimentalWarning",
    path.join(import.meta.dirname, "azure", "main.ts"),
    "--directory",
    projectRoot,
    ...(options.helm === undefined ? [] : ["--helm", options.helm]),
    ...(options.parent === undefined ? [] : ["--parent", String(options.parent)]),
  ];
  const errors = openSync(log, "a");
  const began = fstatSync(errors).size;
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    detached: true,
    stdio: ["ignore", "pipe", errors],
  }) as ChildProcessByStdio<null, Readable, null>;
  child.unref();
  const { stdout } = child;
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: stdout });
    lines.once("line", (line) => {
      lines.close();
      stdout.destroy();
      resolve(new AzureClient(infoSchema.parse(JSON.parse(line))));
    });
    child.once("exit", (code) => reject(endedAtOnce(code, log, began)));
  });
}
