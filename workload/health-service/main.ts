import { Hosted, mountedFiles, type Closable } from "../shared/config/hosted.ts";
import { numberOf, switchOf, type Environment } from "../shared/config/numbers.ts";
import type { ValuesOf } from "../shared/config/table.ts";
import type { Logger } from "../shared/log.ts";
import { runProcess, type Running } from "../shared/process.ts";
import { chooseStores, type Stores } from "../shared/stores/stores.ts";
import { createTelemetry } from "../shared/telemetry/start.ts";
import { createApp } from "./app.ts";
import {
  blobCheck,
  checkNames,
  databaseCheck,
  healthScoreCheck,
  producerCheck,
  type Check,
  type CheckName,
} from "./checks.ts";
import { Monitor } from "./monitor.ts";

const component = "health-service";

interface Checked extends Closable {
  readonly checks: Readonly<Record<CheckName, Check>>;
}

function openChecks(stores: Stores, values: ValuesOf<typeof component>): Checked {
  const database = stores.database(values);
  const sender = stores.sender(values);
  return {
    checks: {
      AzMonitorHealthScore: healthScoreCheck(stores.logs(values)),
      BlobStorage: blobCheck(stores.healthBlob(values)),
      Database: databaseCheck(database),
      MessageProducer: producerCheck(sender),
    },
    close: async () => {
      await Promise.all([database.close(), sender.close()]);
    },
  };
}

/** The checks that HEALTHSERVICE_CHECK_<NAME>_DISABLED switches off. */
const disabledChecks = (env: Environment): ReadonlySet<CheckName> =>
  new Set(checkNames.filter((name) => switchOf(env, `HEALTHSERVICE_CHECK_${name.toUpperCase()}_DISABLED`)));

/** Starts the health service. It is ready as soon as it has an answer, whatever that is. */
async function start(log: Logger, env: Environment): Promise<Running> {
  const stores = await chooseStores(env);
  const telemetry = createTelemetry(component, env, log);
  const hosted = new Hosted({
    component,
    ...mountedFiles(env),
    log,
    graceMilliseconds: 30_000,
    open: async (values) => {
      await telemetry.use(values.applicationInsights);
      return openChecks(stores, values);
    },
  });
  const disabled = disabledChecks(env);
  if (disabled.size > 0) log.warn({ disabled: [...disabled] }, "checks are disabled");
  const monitor = new Monitor({
    checks: () => hosted.current?.checks,
    disabled,
    intervalMilliseconds: numberOf(env, "HEALTHSERVICE_CACHE_DURATION_SECONDS", 10, 0.1) * 1000,
    timeoutMilliseconds: numberOf(env, "HEALTHSERVICE_OVERALL_TIMEOUT_SECONDS", 20, 0.1) * 1000,
    log,
  });
  let ending = false;
  const server = createApp({
    log,
    env,
    verdict: () =>
      hosted.current === undefined
        ? { known: false, reason: "The service has not got its settings yet." }
        : monitor.verdict,
    readiness: () => {
      if (ending) return { ready: false, reason: "The process is ending." };
      if (hosted.current === undefined) return { ready: false, reason: hosted.problem ?? "Not open yet." };
      const { verdict } = monitor;
      return verdict.known ? { ready: true } : { ready: false, reason: verdict.reason };
    },
  });
  await server.listen({ host: "0.0.0.0", port: numberOf(env, "PORT", 8080) });
  await hosted.start();
  monitor.start();
  return {
    close: async () => {
      ending = true;
      await server.close();
      await monitor.close();
      await hosted.close();
      await telemetry.close();
    },
  };
}

await runProcess(component, process.env, (log) => start(log, process.env));
