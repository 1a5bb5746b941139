import * as grpc from "@grpc/grpc-js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import type { Reporter } from "./privateLinkApproval.ts";

/**
 * The address of the engine in a plugin's arguments: the first that is not a flag of the plugin protocol
 * (`--logtostderr`, `-v=9`, `--tracing <endpoint>`). Undefined when the plugin was started by hand.
 */
export function engineAddress(args: readonly string[]): string | undefined {
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--tracing") index++;
    else if (!arg.startsWith("-")) return arg;
  }
  return undefined;
}

/** Reports through the engine, which shows a message beside its resource; on stderr where there is no engine. */
export function engineReporter(address: string | undefined): Reporter {
  if (address === undefined) {
    const print = (urn: string, message: string): void => console.error(`${urn}: ${message}`);
    return { warn: print, progress: print };
  }
  const client = new engineGrpc.EngineClient(address, grpc.credentials.createInsecure());
  const send = (urn: string, message: string, severity: enginePb.LogSeverity, ephemeral: boolean): void => {
    const request = new enginePb.LogRequest();
    request.setSeverity(severity);
    request.setUrn(urn);
    request.setMessage(message);
    request.setEphemeral(ephemeral);
    client.log(request, (error) => {
      if (error !== null) console.error(`${urn}: ${message}`);
    });
  };
  return {
    warn: (urn, message) => send(urn, message, enginePb.LogSeverity.WARNING, false),
    progress: (urn, message) => send(urn, message, enginePb.LogSeverity.INFO, true),
  };
}
