import { numberOf, type Environment } from "./config/numbers.ts";
import type { ComponentId } from "./config/table.ts";
import { createLog, type Logger } from "./log.ts";

/** A service, as far as its process is concerned. */
export interface Running {
  /** Ends what has begun, and closes everything. */
  close(): Promise<void>;
}

/**
 * Runs a service until it is told to end. SIGTERM and SIGINT close it; what takes longer than SHUTDOWN_TIMEOUT_SEC is given up, before
 * Kubernetes would kill it without a word. Chart values: 40 seconds in all, 10 of them before the signal.
 *
 * @param start makes the service.
 */
export async function runProcess(
  component: ComponentId,
  env: Environment,
  start: (log: Logger) => Promise<Running>,
): Promise<void> {
  const log = createLog(component, env);
  const fail = (error: unknown, what: string): never => {
    log.fatal({ err: error }, what);
    process.exit(1);
  };
  process.on("uncaughtException", (error) => fail(error, "uncaught"));
  process.on("unhandledRejection", (error) => fail(error, "unhandled rejection"));

  let patience: number;
  try {
    patience = numberOf(env, "SHUTDOWN_TIMEOUT_SEC", 25, 1);
  } catch (error) {
    return fail(error, `does not start: ${(error as Error).message}`);
  }
  // Whatever has begun when the signal comes is ended in order, the start itself included.
  const starting = start(log);
  let ending = false;
  const end = (signal: NodeJS.Signals): void => {
    if (ending) return;
    ending = true;
    log.info({ signal }, "ends");
    setTimeout(
      () => fail(new Error(`Not closed within ${patience} seconds.`), "gives up"),
      patience * 1000,
    ).unref();
    starting
      .then((running) => running.close())
      .then(
        () => {
          log.info("ended");
          process.exit(0);
        },
        (error: unknown) => fail(error, "did not end well"),
      );
  };
  process.on("SIGTERM", end);
  process.on("SIGINT", end);
  await starting.catch((error: unknown) => fail(error, `does not start: ${(error as Error).message}`));
}
