import { setTimeout as wait } from "node:timers/promises";
import { numberOf, type Environment } from "../config/numbers.ts";
import type { ComponentId } from "../config/table.ts";
import type { Logger } from "../log.ts";

export interface Telemetry {
  /** Begins with the first connection string; an absent one is said once, and costs nothing but telemetry. */
  use(connectionString: string | undefined): Promise<void>;
  /** Sends what is left, for as long as that is worth waiting for. Never rejects. */
  close(): Promise<void>;
}

const closeMilliseconds = 5000;

/** Instruments nothing by itself: requests, calls and events have spans of their own, which ES modules let no hook add. */
const off = { enabled: false };

/**
 * Telemetry to Application Insights, signed with the pod's identity: the connection string lets nobody in. Its role is the component's
 * id, by which the health model tells the services apart.
 */
export function createTelemetry(component: ComponentId, env: Environment, log: Logger): Telemetry {
  // All of it unless the environment says otherwise: the health model counts failures, and a sample of few is none.
  const samplingRatio = numberOf(env, "TELEMETRY_SAMPLING_RATIO", 1);
  let shutdown: (() => Promise<void>) | undefined;
  let said = false;
  return {
    use: async (connectionString) => {
      if (shutdown !== undefined || env["STORES"] === "local") return;
      if (connectionString === undefined) {
        if (!said) log.warn("No connection string of Application Insights: there is no telemetry.");
        said = true;
        return;
      }
      // Loaded only where it is used: it is the largest part of what a service could load.
      const [{ useAzureMonitor, shutdownAzureMonitor }, { credentialOf }] = await Promise.all([
        import("@azure/monitor-opentelemetry"),
        import("../credential.ts"),
      ]);
      shutdown = shutdownAzureMonitor;
      // Statistics about itself would go to another region's endpoint, past the firewall's rules.
      process.env["APPLICATION_INSIGHTS_NO_STATSBEAT"] = "true";
      // Named by the environment only: the resource detector reads it from there.
      process.env["OTEL_SERVICE_NAME"] = component;
      useAzureMonitor({
        azureMonitorExporterOptions: {
          connectionString,
          // Without a pod's token it is not signed, and refused where local authentication is off.
          ...(env["AZURE_FEDERATED_TOKEN_FILE"] === undefined ? {} : { credential: credentialOf(env) }),
        },
        samplingRatio,
        tracesPerSecond: 0,
        instrumentationOptions: {
          azureSdk: off,
          http: off,
          mongoDb: off,
          mySql: off,
          postgreSql: off,
          redis: off,
          redis4: off,
          bunyan: off,
          winston: off,
        },
      });
    },
    close: async () => {
      // Telemetry that cannot be sent is no reason to end badly.
      await Promise.race([shutdown?.(), wait(closeMilliseconds, undefined, { ref: false })]).catch(
        (error: unknown) => log.warn({ err: error }, "the last telemetry could not be sent"),
      );
    },
  };
}
