import { writeFile } from "node:fs/promises";
import { Hosted, mountedFiles } from "../shared/config/hosted.ts";
import { numberOf, type Environment } from "../shared/config/numbers.ts";
import { Unavailable } from "../shared/errors.ts";
import type { Logger } from "../shared/log.ts";
import { runProcess, type Running } from "../shared/process.ts";
import { chooseStores } from "../shared/stores/stores.ts";
import { createTelemetry } from "../shared/telemetry/start.ts";
import { createMetrics } from "./metrics.ts";
import { pulse } from "./pulse.ts";
import { openWorker } from "./worker.ts";

const component = "background-worker";

/** Starts the worker and its loop. */
async function start(log: Logger, env: Environment): Promise<Running> {
  const stores = await chooseStores(env);
  const telemetry = createTelemetry(component, env, log);
  const settings = {
    maxRetries: numberOf(env, "BACKGROUNDPROCESSOR_MAX_RETRY_COUNT", 10),
    waitSeconds: numberOf(env, "BACKGROUNDPROCESSOR_RETRY_WAIT_SEC", 5, 0.01),
  };
  const hosted = new Hosted({
    component,
    ...mountedFiles(env),
    log,
    // Two receivers of one process would take the partitions from each other.
    oneAtATime: true,
    open: async (values) => {
      await telemetry.use(values.applicationInsights);
      // After telemetry, so that the instruments belong to it.
      return openWorker(stores, values, settings, createMetrics(), log);
    },
  });
  const touch = (path: string) => () => writeFile(path, `${new Date().toISOString()}\n`);
  const touchHealthy = touch(env["HEALTHY_FILE"] ?? "/tmp/healthy");
  const touchReady = touch(env["READY_FILE"] ?? "/tmp/ready");
  const parts = {
    log,
    touchHealthy,
    touchReady,
    reach: async () => {
      if (hosted.current === undefined) throw new Unavailable("the worker", hosted.problem ?? "not open yet");
      await hosted.current.reach();
    },
    standstill: () => hosted.current?.standstill(),
    stuckAfter: numberOf(env, "STUCK_AFTER_SECONDS", 300, 1) * 1000,
  };
  await hosted.start();

  let ending = false;
  let timer: NodeJS.Timeout | undefined;
  const seconds = numberOf(env, "BACKEND_CHECKPOINT_LOOP_SECONDS", 10, 0.1);
  const loop = async (): Promise<void> => {
    await pulse(parts);
    if (!ending) timer = setTimeout(() => void loop(), seconds * 1000);
  };
  void loop();
  return {
    close: async () => {
      ending = true;
      clearTimeout(timer);
      await hosted.close();
      await telemetry.close();
    },
  };
}

await runProcess(component, process.env, (log) => start(log, process.env));
