/** A resource monitor that agrees to everything: what a program sees of an engine, without the engine's own time. */
import * as grpc from "@grpc/grpc-js";
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import engineGrpc from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import enginePb from "@pulumi/pulumi/proto/engine_pb.js";
import resourceGrpc from "@pulumi/pulumi/proto/resource_grpc_pb.js";
import resourcePb from "@pulumi/pulumi/proto/resource_pb.js";

type Handler = grpc.handleUnaryCall<unknown, unknown>;

export interface BenchMonitor {
  readonly address: string;
  /** Milliseconds (performance.now) of the first registration that is not the stack itself. */
  first(): number | undefined;
  registered(): number;
  /** What the program reported as errors. */
  errors(): readonly string[];
  close(): void;
}

/** Who the program runs as, for all it can tell. */
const guid = "00000000-0000-4000-8000-000000000000";

function handler<Req>(answer: (request: Req) => unknown): Handler {
  return (call, reply) => reply(null, answer(call.request as Req));
}

/** @param stackOutputs outputs of stacks that the program refers to, by name. */
export function startMonitor(stackOutputs: Readonly<Record<string, unknown>>): Promise<BenchMonitor> {
  let first: number | undefined;
  let registered = 0;
  const errors: string[] = [];
  const empty = handler(() => new emptyPb.Empty());
  const server = new grpc.Server();
  server.addService(resourceGrpc.ResourceMonitorService, {
    supportsFeature: handler((request: resourcePb.SupportsFeatureRequest) => {
      const response = new resourcePb.SupportsFeatureResponse();
      response.setHassupport(["secrets", "resourceReferences", "outputValues"].includes(request.getId()));
      return response;
    }),
    registerResource: handler((request: resourcePb.RegisterResourceRequest) => {
      if (request.getType() !== "pulumi:pulumi:Stack") {
        first ??= performance.now();
        registered += 1;
      }
      const response = new resourcePb.RegisterResourceResponse();
      response.setUrn(`urn:pulumi:bench::bulkhead::${request.getType()}::${request.getName()}`);
      response.setObject(request.getObject());
      return response;
    }),
    registerResourceOutputs: empty,
    readResource: handler((request: resourcePb.ReadResourceRequest) => {
      const stack = request.getId().split("/").at(-1) ?? "";
      const outputs = stackOutputs[stack] ?? {};
      const response = new resourcePb.ReadResourceResponse();
      response.setUrn(`urn:pulumi:bench::bulkhead::${request.getType()}::${request.getName()}`);
      response.setProperties(
        structPb.Struct.fromJavaScript({
          name: request.getId(),
          outputs: outputs as structPb.JavaScriptValue,
          secretOutputNames: [],
        }),
      );
      return response;
    }),
    invoke: handler(() => {
      const response = new resourcePb.ResourceInvokeResponse();
      response.setReturn(
        structPb.Struct.fromJavaScript({
          clientId: guid,
          objectId: guid,
          subscriptionId: guid,
          tenantId: guid,
        }),
      );
      return response;
    }),
    registerPackage: handler(() => new resourcePb.RegisterPackageResponse()),
    signalAndWaitForShutdown: empty,
    registerStackTransform: empty,
    registerErrorHook: empty,
    registerResourceHook: empty,
    registerStackInvokeTransform: empty,
  });
  server.addService(engineGrpc.EngineService, {
    log: handler((request: enginePb.LogRequest) => {
      if (request.getSeverity() === enginePb.LogSeverity.ERROR) errors.push(request.getMessage());
      return new emptyPb.Empty();
    }),
    getRootResource: handler(() => new enginePb.GetRootResourceResponse()),
    setRootResource: handler(() => new enginePb.SetRootResourceResponse()),
  });
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
      if (error) return reject(error);
      resolve({
        address: `127.0.0.1:${port}`,
        first: () => first,
        registered: () => registered,
        errors: () => errors,
        close: () => server.forceShutdown(),
      });
    });
  });
}
