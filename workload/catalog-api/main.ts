import { Hosted, mountedFiles } from "../shared/config/hosted.ts";
import { numberOf, type Environment } from "../shared/config/numbers.ts";
import type { HttpServer } from "../shared/http/server.ts";
import type { Logger } from "../shared/log.ts";
import { runProcess, type Running } from "../shared/process.ts";
import { chooseStores } from "../shared/stores/stores.ts";
import { createTelemetry } from "../shared/telemetry/start.ts";
import { DependencyWatch } from "../shared/watch.ts";
import { createApp } from "./app.ts";
import { openCatalog } from "./service.ts";

const component = "catalog-api";

/** Starts the catalog API: it answers probes at once, and requests as soon as it knows its settings. */
async function start(log: Logger, env: Environment): Promise<Running & { server: HttpServer }> {
  const stores = await chooseStores(env);
  const telemetry = createTelemetry(component, env, log);
  const hosted = new Hosted({
    component,
    ...mountedFiles(env),
    log,
    graceMilliseconds: 30_000,
    open: async (values) => {
      await telemetry.use(values.applicationInsights);
      return openCatalog(stores, values);
    },
  });
  const watch = new DependencyWatch(
    async () => {
      // Without settings there is nothing to ask, and the probe knows a better reason.
      await hosted.current?.database.check();
    },
    log,
    numberOf(env, "DEPENDENCY_POLL_SECONDS", 10, 0.1) * 1000,
  );
  let ending = false;
  const server = await createApp({
    log,
    env,
    catalog: () => hosted.current,
    readiness: () => {
      if (ending) return { ready: false, reason: "The process is ending." };
      if (hosted.current === undefined) return { ready: false, reason: hosted.problem ?? "Not open yet." };
      const { healthy, reason } = watch.last;
      return healthy ? { ready: true } : { ready: false, ...(reason === undefined ? {} : { reason }) };
    },
  });
  await server.listen({ host: "0.0.0.0", port: numberOf(env, "PORT", 8080) });
  await hosted.start();
  void watch.start();
  return {
    server,
    close: async () => {
      ending = true;
      watch.close();
      // Requests that have begun are answered before what they need is closed.
      await server.close();
      await hosted.close();
      await telemetry.close();
    },
  };
}

await runProcess(component, process.env, (log) => start(log, process.env));
