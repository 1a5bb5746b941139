/**
 * A language host for Node.js programs, for engines that were built from their Go module and therefore came
 * without the official `pulumi-language-nodejs`.
 *
 * It implements the part of Pulumi's LanguageRuntime protocol that running a program and a policy pack needs. The
 * engine starts it, reads the port from the first line of stdout, and ends it when the update is over.
 */
import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { createRequire } from "node:module";
import * as path from "node:path";
import * as grpc from "@grpc/grpc-js";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb.js";
import emptyPb from "google-protobuf/google/protobuf/empty_pb.js";
import languageGrpc from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languagePb from "@pulumi/pulumi/proto/language_pb.js";
import pluginPb from "@pulumi/pulumi/proto/plugin_pb.js";

type Unary<Req, Res> = (call: grpc.ServerUnaryCall<Req, Res>, reply: grpc.sendUnaryData<Res>) => void;

type PluginCall = grpc.ServerWritableStream<languagePb.RunPluginRequest, languagePb.RunPluginResponse>;

/** What Pulumi.yaml says under `runtime.options`; the engine passes it through untouched. */
interface RuntimeOptions {
  readonly typescript?: boolean;
  readonly nodeargs?: string;
}

// The engine passes its own address last; plugins answer to it, and programs get it in the Run request's stead.
const engineAddress = process.argv[process.argv.length - 1] ?? "";
const children = new Set<ChildProcess>();

function optionsOf(info: languagePb.ProgramInfo | undefined): RuntimeOptions {
  const options: Struct | undefined = info?.getOptions();
  return options?.toJavaScript() ?? {};
}

function typescriptVariable(options: RuntimeOptions): NodeJS.ProcessEnv {
  return { PULUMI_NODEJS_TYPESCRIPT: String(options.typescript ?? true) };
}

function nodeArguments(options: RuntimeOptions): string[] {
  return (options.nodeargs ?? "").split(" ").filter((word) => word.length > 0);
}

/** The SDK of the program decides which runner is used, exactly as with the official host. */
function runner(programDirectory: string, command: "run" | "run-policy-pack" | "run-plugin"): string {
  const resolve = createRequire(path.join(programDirectory, "package.json")).resolve;
  try {
    return resolve(`@pulumi/pulumi/cmd/${command}`);
  } catch (error) {
    throw new Error(`${programDirectory}: its package @pulumi/pulumi is not installed. Run \`npm ci\`.`, {
      cause: error,
    });
  }
}

function start(
  output: "inherit" | "pipe",
  args: string[],
  cwd: string,
  env: NodeJS.ProcessEnv,
): ChildProcess {
  const stdio: StdioOptions = ["ignore", output, output];
  const child = spawn(process.execPath, args, { cwd, env: { ...process.env, ...env }, stdio });
  children.add(child);
  child.on("exit", () => children.delete(child));
  return child;
}

const internal = (error: unknown) => ({
  code: grpc.status.INTERNAL,
  details: error instanceof Error ? error.message : String(error),
});

const run: Unary<languagePb.RunRequest, languagePb.RunResponse> = (call, reply) => {
  try {
    runProgram(call, reply);
  } catch (error) {
    reply(internal(error));
  }
};

const runPlugin = (call: PluginCall) => {
  try {
    startPlugin(call);
  } catch (error) {
    call.emit("error", internal(error));
  }
};

const runProgram: Unary<languagePb.RunRequest, languagePb.RunResponse> = (call, reply) => {
  const request = call.request;
  const info = request.getInfo();
  const directory = info?.getProgramDirectory() ?? request.getPwd();
  const options = optionsOf(info);
  const config: Record<string, string> = {};
  request.getConfigMap().forEach((value, key) => (config[key] = value));
  const args = [
    ...nodeArguments(options),
    runner(directory, "run"),
    "--monitor",
    request.getMonitorAddress(),
    "--engine",
    engineAddress,
    "--project",
    request.getProject(),
    "--stack",
    request.getStack(),
    "--organization",
    request.getOrganization(),
    "--root-directory",
    info?.getRootDirectory() ?? request.getPwd(),
    "--pwd",
    directory,
    "--parallel",
    String(request.getParallel()),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info?.getEntryPoint() ?? ".",
    ...request.getArgsList(),
  ];
  // The engine shows whatever the host prints, so the program prints to where the host does: nothing it said can
  // be lost between its end and our answer.
  const child = start("inherit", args, request.getPwd(), {
    PULUMI_CONFIG: JSON.stringify(config),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    ...typescriptVariable(options),
  });
  child.on("exit", (code, signal) => {
    const response = new languagePb.RunResponse();
    // 32: the SDK has already told the user what was wrong.
    if (code === 32) response.setBail(true);
    else if (code !== 0) response.setError(`program exited with ${signal ?? `code ${code}`}`);
    reply(null, response);
  });
};

const startPlugin = (call: PluginCall) => {
  const request = call.request;
  const info = request.getInfo();
  const options = optionsOf(info);
  const directory = info?.getProgramDirectory() ?? request.getPwd();
  const analyzer = request.getKind() === "analyzer";
  const env = Object.fromEntries(
    request.getEnvList().map((entry) => {
      const at = entry.indexOf("=");
      return [entry.slice(0, at), entry.slice(at + 1)];
    }),
  );
  const args = [
    ...nodeArguments(options),
    runner(directory, analyzer ? "run-policy-pack" : "run-plugin"),
    // Policy packs expect their folder last, all others first.
    ...(analyzer ? [...request.getArgsList(), directory] : [directory, ...request.getArgsList()]),
  ];
  // A policy pack is loaded relative to its own folder; other plugins work in the project's.
  const child = start("pipe", args, analyzer ? directory : request.getPwd(), {
    ...env,
    ...typescriptVariable(options),
  });
  const send = (set: (response: languagePb.RunPluginResponse) => void) => {
    const response = new languagePb.RunPluginResponse();
    set(response);
    call.write(response);
  };
  child.stdout?.on("data", (data: Buffer) => send((r) => r.setStdout(data)));
  child.stderr?.on("data", (data: Buffer) => send((r) => r.setStderr(data)));
  child.on("close", (code) => {
    send((r) => r.setExitcode(code ?? 1));
    call.end();
  });
  call.on("cancelled", () => child.kill());
};

const server = new grpc.Server();
server.addService(languageGrpc.LanguageRuntimeService, {
  handshake: (_call: unknown, reply: grpc.sendUnaryData<languagePb.LanguageHandshakeResponse>) =>
    reply(null, new languagePb.LanguageHandshakeResponse()),
  getPluginInfo: (_call: unknown, reply: grpc.sendUnaryData<pluginPb.PluginInfo>) => {
    const info = new pluginPb.PluginInfo();
    info.setVersion("0.1.0");
    reply(null, info);
  },
  // Providers are attached or found on PATH in a rehearsal: nothing is ever downloaded for it.
  getRequiredPlugins: (_call: unknown, reply: grpc.sendUnaryData<languagePb.GetRequiredPluginsResponse>) =>
    reply(null, new languagePb.GetRequiredPluginsResponse()),
  getRequiredPackages: (_call: unknown, reply: grpc.sendUnaryData<languagePb.GetRequiredPackagesResponse>) =>
    reply(null, new languagePb.GetRequiredPackagesResponse()),
  about: (_call: unknown, reply: grpc.sendUnaryData<languagePb.AboutResponse>) => {
    const about = new languagePb.AboutResponse();
    about.setExecutable(process.execPath);
    about.setVersion(process.version);
    reply(null, about);
  },
  cancel: (_call: unknown, reply: grpc.sendUnaryData<emptyPb.Empty>) => {
    for (const child of children) child.kill();
    reply(null, new emptyPb.Empty());
  },
  run,
  runPlugin,
});

// An engine that was killed cannot end its host. Without this, hosts and programs of dead runs would pile up.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  for (const child of children) child.kill("SIGKILL");
  process.exit(1);
}, 500).unref();

server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  process.stdout.write(`${port}\n`);
});
