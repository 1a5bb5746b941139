/**
 * Serves a pack to Pulumi's engine. Pulumi's own SDK for policies does the same for any policy; it reads each resource from the
 * wire for remediations that no control has, and brings the whole of the SDK for programs, which took three quarters of a pack's start
 * (docs/decisions/0015-policy-pack-protocol.md).
 */
import { flushCompileCache } from "node:module";
import * as grpc from "@grpc/grpc-js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import rpc from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import proto from "@pulumi/pulumi/proto/analyzer_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import { answerOf, configOf, infoOf, shownAlone, shownTogether, type PackName } from "./messages.ts";
import type { Pack } from "./pack.ts";

/** As Pulumi's SDK has it: 400 MiB, in which a stack of any size can be shown at once. */
const largestMessage = 400 * 1024 * 1024;

type Handler<Request, Response> = (
  call: { readonly request: Request },
  reply: (error: grpc.ServiceError | Error | null, response?: Response) => void,
) => void;

/** Answers with what a function returns; what it throws reaches the user with its stack, which gRPC drops otherwise. */
function answering<Request, Response>(answer: (request: Request) => Response): Handler<Request, Response> {
  return ({ request }, reply) => {
    try {
      reply(null, answer(request));
    } catch (error) {
      reply(new Error(error instanceof Error ? (error.stack ?? error.message) : String(error)));
    }
  };
}

/** No control changes a resource, so these questions, one for each resource, are answered unread. */
const remediate = {
  ...rpc.AnalyzerService.remediate,
  requestDeserialize: (message: Buffer) => message,
  responseSerialize: () => Buffer.alloc(0),
};

export function handlers(pack: Pack, name: PackName): grpc.UntypedServiceImplementation {
  return {
    analyze: answering((request: proto.AnalyzeRequest) => answerOf(name, pack.resource(shownAlone(request)))),
    analyzeStack: answering((request: proto.AnalyzeStackRequest) =>
      answerOf(name, pack.stack(shownTogether(request))),
    ),
    remediate: answering(() => undefined),
    getAnalyzerInfo: answering(() => infoOf(name, pack.controls)),
    getPluginInfo: answering(() => new pluginPb.PluginInfo().setVersion(name.version)),
    configure: answering((request: proto.ConfigureAnalyzerRequest) => {
      pack.configure(configOf(request));
      return new emptyPb.Empty();
    }),
    configureStack: answering(() => new proto.AnalyzerStackConfigureResponse()),
    cancel: answering(() => new emptyPb.Empty()),
  };
}

/** Listens on loopback and says on which port, which is how the engine finds it. */
export function serve(pack: Pack, name: PackName): void {
  const server = new grpc.Server({ "grpc.max_receive_message_length": largestMessage });
  server.addService({ ...rpc.AnalyzerService, remediate }, handlers(pack, name));
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error !== null) throw error;
    process.stdout.write(`${port}\n`);
    // The engine ends a pack by a signal, on which Node.js keeps nothing of what it has compiled.
    flushCompileCache();
  });
}
