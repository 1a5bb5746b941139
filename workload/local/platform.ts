/** The three services and the site as processes of this machine, on stand-ins for Azure. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { ComponentId } from "../../lib/workload/components.ts";
import { prepareLocalStores } from "../shared/stores/local/prepare.ts";
import { buildSite } from "../site/build.ts";
import { startAzurite } from "./azurite.ts";
import { startChild, type Child } from "./children.ts";
import { serveFolder } from "./folder.ts";
import { freePort } from "./ports.ts";
import { LocalProblem } from "./problem.ts";
import { forwardTo, startProxy } from "./proxy.ts";
import { addSamples } from "./samples.ts";
import { localValues, writeSettings } from "./settings.ts";

export interface LocalOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Whether the catalogue begins with some items. */
  readonly samples: boolean;
  /** Told what is being done. */
  readonly say: (line: string) => void;
  /** Told of every line that a process prints. */
  readonly onLine?: (name: string, line: string) => void;
  /** Told when a process ends by itself. */
  readonly onLost?: (child: Child) => void;
}

export interface LocalPlatform {
  readonly url: string;
  readonly apiKey: string;
  /** Where the processes' output is, as long as the platform runs. */
  readonly logs: string;
  /** The services, by component; a test may stop one. */
  readonly services: Readonly<Record<ComponentId, Child>>;
  close(): Promise<void>;
}

const workload = join(import.meta.dirname, "..");
const readyWithinMilliseconds = 60_000;

/** Waits until a path answers with 200. @throws LocalProblem when the service ends or takes too long. */
async function untilReady(child: Child, url: string): Promise<void> {
  const end = Date.now() + readyWithinMilliseconds;
  for (;;) {
    const status = await fetch(url).then(
      async (response) => `${response.status} ${await response.text()}`,
      () => "no answer",
    );
    if (status.startsWith("200")) return;
    if (child.ending !== undefined || Date.now() > end)
      throw new LocalProblem(
        `${child.name} ${child.ending ?? `is not ready after a minute (${status})`}.\n${child.lastLines.join("\n")}\n`,
        "Its last lines are above.",
      );
    await wait(100);
  }
}

/** What the processes get from this one: nothing that Azure's clients would take for a way to sign in or to send telemetry. */
function inherited(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(AZURE_|ARM_|APPLICATIONINSIGHTS_|OTEL_)/.test(name)),
  );
}

/**
 * Starts everything and waits until it answers.
 *
 * @throws LocalProblem for what a person can mend, a port that is taken among it. Nothing is left running then.
 */
export async function startLocalPlatform(options: LocalOptions): Promise<LocalPlatform> {
  const { say } = options;
  const folder = mkdtempSync(join(tmpdir(), "bulkhead-workload-"));
  const undo: (() => void | Promise<void>)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const lost = (child: Child): void => options.onLost?.(child);

  try {
    const site = join(folder, "site");
    const secrets = join(folder, "secrets");
    const logs = join(folder, "logs");
    for (const made of [site, secrets, logs]) mkdirSync(made);

    // The port first: whoever has it already should not have to wait to be told.
    const ports = { "catalog-api": await freePort(), "health-service": await freePort() };
    const proxy = await startProxy(
      [
        { prefix: "/", handler: serveFolder(site) },
        { prefix: "/images/", handler: serveFolder(join(import.meta.dirname, "images"), "/images") },
        { prefix: "/catalogservice/", handler: forwardTo(ports["catalog-api"]) },
        { prefix: "/healthservice/", handler: forwardTo(ports["health-service"]) },
      ],
      options.port,
    ).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
      throw new LocalProblem(
        `Port ${options.port} is taken.`,
        "Name another one with --port, or any that is free with --port 0.",
      );
    });
    undo.push(() => proxy.close());

    say("building the site");
    await buildSite(site);

    say("starting azurite, for blobs and tables");
    const base = inherited();
    const azurite = await startAzurite(logs, base, lost);
    undo.push(() => azurite.child.stop());

    const values = localValues();
    const env = {
      ...base,
      STORES: "local",
      LOCAL_STORE_FILE: join(folder, "local.sqlite"),
      AZURITE_BLOB_URL: azurite.blobUrl,
      AZURITE_TABLE_URL: azurite.tableUrl,
      AZURE_REGION: "this machine",
      HEALTHY_FILE: join(folder, "healthy"),
      READY_FILE: join(folder, "ready"),
    };
    await prepareLocalStores(env, values);

    const start = (component: ComponentId, own: Readonly<Record<string, string>>): Child => {
      say(`starting ${component}`);
      const child = startChild({
        name: component,
        args: [join(workload, component, "main.ts")],
        env: { ...env, ...own, SECRETS_DIR: writeSettings(secrets, component, values) },
        logFile: join(logs, `${component}.log`),
        ...(options.onLine === undefined ? {} : { onLine: (line) => options.onLine?.(component, line) }),
        onLost: lost,
      });
      undo.push(() => child.stop());
      return child;
    };
    const services = {
      "background-worker": start("background-worker", {}),
      "catalog-api": start("catalog-api", { PORT: String(ports["catalog-api"]) }),
      "health-service": start("health-service", { PORT: String(ports["health-service"]) }),
    };
    await untilReady(services["catalog-api"], `${proxy.url}/catalogservice/health/readiness`);
    await untilReady(services["health-service"], `${proxy.url}/healthservice/health/stamp`);
    if (options.samples) {
      say("adding some items");
      await addSamples(proxy.url, values.apiKey);
    }
    return { url: proxy.url, apiKey: values.apiKey, logs, services, close };
  } catch (error) {
    await close();
    throw error;
  }
}
