/** Serves a local package over Pulumi's resource provider protocol, to be attached with PULUMI_DEBUG_PROVIDERS. */
import * as grpc from "@grpc/grpc-js";
import anyPb from "google-protobuf/google/protobuf/any_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import statusPb from "@pulumi/pulumi/proto/status_pb.js";
import { ArmError, ConnectionLost, ExistenceUnknown, ProvisioningFailed, ReleaseFailed } from "../errors.ts";
import type { PropertyChange } from "../diff.ts";
import type { Properties } from "../../../lib/properties.ts";
import type { SimulatedClock } from "../clock.ts";
import { UnknownTypeError, withoutVersion } from "../types/index.ts";
import type { LocalPackage, ResourceCall } from "./package.ts";
import { containsUnknown, fromStruct, secret, toStruct } from "./struct.ts";

type Reply<T> = grpc.sendUnaryData<T>;
interface Call<T> {
  readonly request: T;
  getPeer(): string;
}

/** Told about every message, so that a hold on the clock ends when its stack has begun to work. */
export type Heard = (stack: string) => void;

const kinds = pb.PropertyDiff.Kind;

function kindOf(change: PropertyChange): pb.PropertyDiff.Kind {
  if (change.kind === "add") return change.replaces ? kinds.ADD_REPLACE : kinds.ADD;
  if (change.kind === "delete") return change.replaces ? kinds.DELETE_REPLACE : kinds.DELETE;
  return change.replaces ? kinds.UPDATE_REPLACE : kinds.UPDATE;
}

/** Errors that the real packages report too, in these words; everything else is a defect, and shows where it happened. */
const inWords = [
  ArmError,
  UnknownTypeError,
  ProvisioningFailed,
  ConnectionLost,
  ExistenceUnknown,
  ReleaseFailed,
];

function failure(error: unknown): grpc.ServiceError {
  const status = error instanceof UnknownTypeError ? grpc.status.UNIMPLEMENTED : grpc.status.UNKNOWN;
  const known = inWords.some((kind) => error instanceof kind);
  const text =
    error instanceof Error
      ? known
        ? String(error instanceof ArmError ? error : error.message)
        : (error.stack ?? error.message)
      : String(error);
  const metadata = new grpc.Metadata();
  if (error instanceof ProvisioningFailed)
    metadata.add("grpc-status-details-bin", initialisationFailed(error));
  return Object.assign(new Error(text), { code: status, details: text, metadata });
}

/** How azure-native tells the engine of a resource that exists and is not well: it is kept, and updated next time. */
function initialisationFailed(error: ProvisioningFailed): Buffer {
  const detail = new pb.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(toStruct(error.outputs));
  detail.setInputs(toStruct(error.inputs));
  detail.setReasonsList([error.message]);
  const packed = new anyPb.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusPb.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(packed);
  return Buffer.from(status.serializeBinary());
}

export class PackageServer {
  private readonly local: LocalPackage;
  private readonly clock: SimulatedClock;
  private readonly heard: Heard;
  /** The engine opens a connection per provider instance; its configuration belongs to what comes over it. */
  private readonly configurations = new Map<string, Properties>();
  private readonly server = new grpc.Server({
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });

  constructor(local: LocalPackage, clock: SimulatedClock, heard: Heard) {
    this.local = local;
    this.clock = clock;
    this.heard = heard;
  }

  /** Starts to listen on loopback; returns the port. */
  listen(): Promise<number> {
    this.server.addService(providerGrpc.ResourceProviderService, this.handlers());
    return new Promise((resolve, reject) => {
      this.server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      );
    });
  }

  close(): void {
    this.server.forceShutdown();
  }

  private packageOf(token: string): LocalPackage {
    if (token.split(":")[0] === this.local.name) return this.local;
    throw new UnknownTypeError(
      `This is the local package '${this.local.name}'; it does not know '${token}'.`,
    );
  }

  private callOf(call: Call<{ getUrn(): string; getType(): string }>): ResourceCall {
    const urn = call.request.getUrn();
    this.heard(urn.split("::")[0]?.replace("urn:pulumi:", "") ?? "");
    const type = withoutVersion(call.request.getType() || (urn.split("::")[2]?.split("$").at(-1) ?? ""));
    return { type, urn, configuration: this.configurations.get(call.getPeer()) ?? {} };
  }

  /** Runs a handler as work during which simulated time stands still, except where the handler itself lets it pass. */
  private answer<Req, Res>(work: (call: Call<Req>) => Res | Promise<Res>) {
    return (call: Call<Req>, reply: Reply<Res>): void => {
      this.clock.enter();
      let left = false;
      const leave = () => {
        if (!left) this.clock.leave();
        left = true;
      };
      Promise.resolve()
        .then(() => {
          const result = work(call);
          // What takes simulated time must not hold the clock that it waits for.
          if (result instanceof Promise) leave();
          return result;
        })
        .then(
          (response) => reply(null, response),
          (error: unknown) => reply(failure(error)),
        )
        .finally(leave);
    };
  }

  private handlers(): grpc.UntypedServiceImplementation {
    const empty = this.answer(() => new emptyPb.Empty());
    return {
      attach: empty,
      cancel: empty,
      getPluginInfo: this.answer(() => {
        const info = new pluginPb.PluginInfo();
        info.setVersion(this.local.version);
        return info;
      }),
      getSchema: this.answer(() => {
        const response = new pb.GetSchemaResponse();
        response.setSchema("{}");
        return response;
      }),
      checkConfig: this.answer((call: Call<pb.CheckRequest>) => {
        const response = new pb.CheckResponse();
        response.setInputs(call.request.getNews());
        return response;
      }),
      diffConfig: this.answer((call: Call<pb.DiffRequest>) => {
        const before = fromStruct(call.request.getOldInputs());
        const after = fromStruct(call.request.getNews());
        const response = new pb.DiffResponse();
        const same = JSON.stringify(before) === JSON.stringify(after);
        response.setChanges(
          same ? pb.DiffResponse.DiffChanges.DIFF_NONE : pb.DiffResponse.DiffChanges.DIFF_SOME,
        );
        return response;
      }),
      configure: this.answer((call: Call<pb.ConfigureRequest>) => {
        this.configurations.set(call.getPeer(), fromStruct(call.request.getArgs()));
        const response = new pb.ConfigureResponse();
        response.setAcceptsecrets(false);
        response.setSupportspreview(true);
        response.setAcceptresources(false);
        response.setAcceptoutputs(false);
        return response;
      }),
      invoke: this.answer((call: Call<pb.InvokeRequest>) => {
        const token = withoutVersion(call.request.getTok());
        const configuration = this.configurations.get(call.getPeer()) ?? {};
        const response = new pb.InvokeResponse();
        response.setReturn(
          toStruct(this.packageOf(token).invoke(token, fromStruct(call.request.getArgs()), configuration)),
        );
        return response;
      }),
      check: this.answer((call: Call<pb.CheckRequest>) => this.check(call)),
      diff: this.answer((call: Call<pb.DiffRequest>) => this.diff(call)),
      create: this.answer((call: Call<pb.CreateRequest>) => this.create(call)),
      read: this.answer((call: Call<pb.ReadRequest>) => this.read(call)),
      update: this.answer((call: Call<pb.UpdateRequest>) => this.update(call)),
      delete: this.answer((call: Call<pb.DeleteRequest>) => {
        const target = this.callOf(call);
        return this.packageOf(target.type)
          .delete(target, call.request.getId())
          .then(() => new emptyPb.Empty());
      }),
    };
  }

  private check(call: Call<pb.CheckRequest>): pb.CheckResponse {
    const target = this.callOf(call);
    const previous = call.request.hasOlds() ? fromStruct(call.request.getOlds()) : undefined;
    const { inputs, problems } = this.packageOf(target.type).check(
      target,
      fromStruct(call.request.getNews()),
      previous,
    );
    const response = new pb.CheckResponse();
    response.setInputs(toStruct(inputs));
    response.setFailuresList(
      problems.map((problem) => {
        const item = new pb.CheckFailure();
        item.setProperty(problem.property);
        item.setReason(problem.reason);
        return item;
      }),
    );
    return response;
  }

  private diff(call: Call<pb.DiffRequest>): pb.DiffResponse {
    const target = this.callOf(call);
    const changes = this.packageOf(target.type).diff(
      target,
      fromStruct(call.request.getOldInputs()),
      fromStruct(call.request.getNews()),
    );
    const response = new pb.DiffResponse();
    response.setChanges(
      changes.length === 0 ? pb.DiffResponse.DiffChanges.DIFF_NONE : pb.DiffResponse.DiffChanges.DIFF_SOME,
    );
    response.setHasdetaileddiff(true);
    response.setDiffsList([...new Set(changes.map((change) => change.path.split(/[.[]/)[0] ?? ""))]);
    const replaces = changes.filter((change) => change.replaces);
    response.setReplacesList([...new Set(replaces.map((change) => change.path.split(/[.[]/)[0] ?? ""))]);
    // Names are given by the program: a replacement would find its own name taken if it came first.
    response.setDeletebeforereplace(replaces.length > 0);
    for (const change of changes) {
      const detail = new pb.PropertyDiff();
      detail.setKind(kindOf(change));
      detail.setInputdiff(true);
      response.getDetaileddiffMap().set(change.path, detail);
    }
    return response;
  }

  private async create(call: Call<pb.CreateRequest>): Promise<pb.CreateResponse> {
    const target = this.callOf(call);
    const inputs = fromStruct(call.request.getProperties());
    const response = new pb.CreateResponse();
    if (call.request.getPreview()) {
      response.setProperties(toStruct(inputs));
      return response;
    }
    if (containsUnknown(inputs))
      throw new Error(`${target.urn} was to be created with values that are not known.`);
    const made = await this.packageOf(target.type).create(target, inputs);
    response.setId(made.id);
    response.setProperties(toStruct(this.withSecrets(target.type, made.outputs)));
    return response;
  }

  private read(call: Call<pb.ReadRequest>): pb.ReadResponse {
    const target = this.callOf(call);
    const id = call.request.getId();
    const known =
      call.request.hasProperties() &&
      call.request.hasInputs() &&
      Object.keys(fromStruct(call.request.getProperties())).length > 0;
    const state = known
      ? { inputs: fromStruct(call.request.getInputs()), outputs: fromStruct(call.request.getProperties()) }
      : undefined;
    const found = this.packageOf(target.type).read(target, id, state);
    const response = new pb.ReadResponse();
    if (!found) return response;
    response.setId(id);
    response.setInputs(toStruct(found.inputs));
    response.setProperties(toStruct(this.withSecrets(target.type, found.outputs)));
    return response;
  }

  private async update(call: Call<pb.UpdateRequest>): Promise<pb.UpdateResponse> {
    const target = this.callOf(call);
    const inputs = fromStruct(call.request.getNews());
    const response = new pb.UpdateResponse();
    const outputs = call.request.getPreview()
      ? { ...inputs, ...this.stableOutputs(target.type, call.request) }
      : await this.packageOf(target.type).update(target, call.request.getId(), inputs);
    response.setProperties(toStruct(this.withSecrets(target.type, outputs)));
    return response;
  }

  private stableOutputs(type: string, request: pb.UpdateRequest): Properties {
    const before = request.hasOlds() ? fromStruct(request.getOlds()) : {};
    const stable = this.packageOf(type).stableOutputs ?? [];
    return Object.fromEntries(Object.entries(before).filter(([key]) => stable.includes(key)));
  }

  private withSecrets(type: string, outputs: Properties): Properties {
    const secrets = this.packageOf(type).secretOutputs?.(type) ?? [];
    return Object.fromEntries(
      Object.entries(outputs).map(([key, value]) => [key, secrets.includes(key) ? secret(value) : value]),
    );
  }
}
