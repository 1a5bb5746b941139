import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { MockMonitor, MockResourceArgs } from "@pulumi/pulumi/runtime/mocks.js";
import { loadContext, type LoadedContext } from "../../config/load.ts";
import { readStackFiles } from "../../config/stackFiles.ts";
import { parseStackName } from "../../config/stackName.ts";
import { callFunction, createResource } from "./azure.ts";

/** A resource as the program registered it, options included. */
export interface Recorded {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  /** Unknown values of a preview are missing. */
  readonly inputs: Record<string, unknown>;
  readonly parent: string;
  /** URNs of everything that has to exist first: explicit dependencies and those that inputs carry. */
  readonly dependencies: readonly string[];
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  /** Undefined where the program leaves it to the provider. */
  readonly deleteBeforeReplace: boolean | undefined;
  /** Whether the engine forgets the resource instead of deleting it. */
  readonly retainOnDelete: boolean;
  readonly provider: string;
  /** What the mocks answered. */
  readonly id?: string;
  readonly outputs?: Record<string, unknown>;
}

export interface StackRun {
  readonly context: LoadedContext;
  readonly resources: readonly Recorded[];
  /** The output `contract`; undefined in a preview that does not know it yet. */
  readonly contract: unknown;
}

export interface RunOptions {
  /** Runs as a preview of a first deployment: nothing has an id or an output yet. */
  readonly preview?: boolean;
  /** Contracts of other stacks by name, and of this one's last deployment under its own name. */
  readonly contracts?: Readonly<Record<string, unknown>>;
  /** Overrides keys of the stack file. */
  readonly values?: Readonly<Record<string, unknown>>;
  readonly projectRoot?: string;
  /** Azure's answers, where a test wants another one than the usual. */
  readonly answer?: (resource: MockResourceArgs, usual: Record<string, unknown>) => Record<string, unknown>;
}

export const projectRoot = join(import.meta.dirname, "..", "..");
const project = "bulkhead";
const organization = "organization";

/** Runs a committed stack file's program on Pulumi's mock monitor and returns what it registered. */
export async function runStack(stack: string, options: RunOptions = {}): Promise<StackRun> {
  const root = options.projectRoot ?? projectRoot;
  const name = parseStackName(stack);
  const values = readStackFiles(root, name.environment).find((file) => file.stack.text === stack)?.values;
  const context = loadContext(root, name, { ...values, ...options.values });
  const resources = await record(stack, options);
  const contract = await withoutTraces(async () => {
    const output = await declare(context);
    // Resources register while the outputs they wait for resolve; the contract is not what ends last.
    await (pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> }).waitForRPCs();
    return output === undefined ? undefined : plainValue(output);
  });
  return { context, resources, contract };
}

/** Declares the stack's resources and returns its contract. */
async function declare(context: LoadedContext): Promise<pulumi.Output<unknown> | undefined> {
  // As under the engine, the stack is the root of all resources: what the program does for each of them hangs on it.
  let contract: pulumi.Output<unknown> | undefined;
  await pulumi.runtime.runInPulumiStack(async () => {
    ({ contract } =
      context.kind === "global"
        ? await (await import("../../stacks/global.ts")).program(context)
        : context.kind === "ops"
          ? await (await import("../../stacks/ops.ts")).program(context)
          : await (await import("../../stacks/stamp.ts")).program(context));
  });
  return contract;
}

/**
 * The SDK wraps most of its promises, of which a stamp makes some ten thousand, to name at the end of a process those that
 * were never settled. Nobody hears that in a test, and it took a quarter of a run's time.
 */
const debuggable = createRequire(import.meta.url)("@pulumi/pulumi/runtime/debuggable.js") as {
  debuggablePromise: (promise: Promise<unknown>) => Promise<unknown>;
};
debuggable.debuggablePromise = (promise) => promise;

/** The SDK keeps a stack trace for every promise it makes, which took 40 % of a run's time. TRACES=1 keeps them. */
async function withoutTraces<Result>(run: () => Promise<Result>): Promise<Result> {
  const usual = Error.stackTraceLimit;
  if (process.env["TRACES"] === undefined) Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = usual;
  }
}

/** The value of an output, undefined when a preview does not know it. */
export function plainValue<T>(output: pulumi.Output<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const internals = output as unknown as { promise: () => Promise<T>; isKnown: Promise<boolean> };
    internals.isKnown.then((known) => (known ? internals.promise() : undefined)).then(resolve, reject);
  });
}

interface RegisterResponse {
  getUrn(): string;
  getId(): string;
  getObject(): { toJavaScript(): unknown } | undefined;
}

/**
 * Attaches the mock monitor and listens to what is registered. The mocks' own interface shows no options, so the
 * requests themselves are read; this is the one place that knows how they look.
 */
async function record(
  stack: string,
  { preview = false, contracts = {}, answer = (_, usual) => usual }: RunOptions,
): Promise<readonly Recorded[]> {
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        if (args.type === "pulumi:pulumi:StackReference")
          return stackReference(String(args.inputs.name), contracts);
        if (preview) return { id: undefined, state: args.inputs };
        const { id, state } = createResource(args);
        return { id, state: answer(args, state) };
      },
      call: callFunction,
    },
    project,
    stack,
    preview,
    organization,
  );

  const recorded: Recorded[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as MockMonitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error: unknown, response: RegisterResponse | undefined) => {
      if (response !== undefined && request.getType() !== "pulumi:pulumi:Stack") {
        recorded.push({
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          custom: request.getCustom(),
          inputs: known(request.getObject().toJavaScript()) as Record<string, unknown>,
          parent: request.getParent(),
          dependencies: request.getDependenciesList(),
          protect: request.getProtect(),
          ignoreChanges: request.getIgnorechangesList(),
          deleteBeforeReplace: request.getDeletebeforereplacedefined()
            ? request.getDeletebeforereplace()
            : undefined,
          retainOnDelete: request.getRetainondelete(),
          provider: request.getProvider(),
          id: response.getId(),
          outputs: known(response.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
        });
      }
      callback(error, response);
    });
  return recorded;
}

function stackReference(name: string, contracts: Readonly<Record<string, unknown>>) {
  const contract = contracts[name.split("/").at(-1) ?? ""];
  return {
    id: name,
    state: { name, outputs: contract === undefined ? {} : { contract }, secretOutputNames: [] },
  };
}

/** Takes out what a preview does not know, which the wire format writes as one fixed UUID. */
function known(value: unknown): unknown {
  if (value === pulumi.runtime.unknownValue) return undefined;
  if (Array.isArray(value)) return value.map(known);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => {
      const plain = known(entry);
      return plain === undefined ? [] : [[key, plain]];
    }),
  );
}
