/**
 * `node runStack.ts STACK`: one stack's program on the SDK's mock monitor, in this process, against the local Azure.
 *
 * What no engine means: no state and therefore no diffs, no order of deletions, no policy pack, no recovery. The rules
 * of the local Azure, the order of creation and the simulated clock are the same as under the real engine.
 *
 * Contracts of stacks that ran before come as JSON on standard input, for those of many stamps are more than an environment may
 * hold; the outputs go to standard output as JSON.
 * BULKHEAD_RESOURCES names a file for the resources that the program registered, as JSON.
 */
import { writeFileSync } from "node:fs";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import * as pulumi from "@pulumi/pulumi";
import { readStackFiles } from "../../config/stackFiles.ts";
import { parseStackName } from "../../config/stackName.ts";
import { SimulatedClock } from "../azure/clock.ts";
import { connectionsOf, decideConnection } from "../azure/links.ts";
import { azureNative } from "../azure/packages/azureNative.ts";
import { kubernetes } from "../azure/packages/kubernetes.ts";
import { random } from "../azure/packages/random.ts";
import { textAt, type Properties } from "../../lib/properties.ts";
import { Store } from "../azure/store.ts";
import { Subscription } from "../azure/subscription.ts";
import { withoutVersion } from "../azure/types/index.ts";
import { recordResources } from "./recorder.ts";

const projectRoot = path.resolve(import.meta.dirname, "..", "..");
const stackName = process.argv[2] ?? "";
const databaseFile = process.env["BULKHEAD_DATABASE"] ?? ":memory:";
const contracts = JSON.parse((process.stdin.isTTY ? "" : await text(process.stdin)) || "{}") as Record<
  string,
  unknown
>;
/** The monitor answers within this process: nothing else needs time to react. */
const quietMilliseconds = 5;

const store = new Store(databaseFile);
const clock = new SimulatedClock(Number(store.meta("clock", () => "0")), quietMilliseconds, (now) =>
  store.setMeta("clock", String(now)),
);
const subscription = new Subscription(store, clock);
const packages = [
  azureNative(subscription),
  kubernetes(subscription, { helm: process.env["BULKHEAD_HELM"], directory: projectRoot }),
  random(),
];
const providers = new Map<string, Properties>();
const effects = { put: store.put.bind(store), remove: store.remove.bind(store) };
let resources = 0;

/** Our own provider approves over HTTP; here the same decision is taken on the spot. */
async function approve(inputs: Properties): Promise<{ id: string; state: Properties }> {
  const target = textAt(inputs, "targetId") ?? "";
  const message = textAt(inputs, "requestMessage");
  const connection = connectionsOf(subscription.view.find(target)).find(
    (candidate) => candidate.description === message && candidate.status === "Pending",
  );
  if (!connection) throw new Error(`no connection with the message '${message}' is pending at ${target}`);
  await clock.pass(0.5);
  decideConnection(subscription.view, effects, target, connection.name, "Approved", undefined);
  return { id: connection.id, state: { ...inputs, connectionId: connection.id, status: "Approved" } };
}

async function newResource(
  args: pulumi.runtime.MockResourceArgs,
): Promise<{ id: string | undefined; state: Properties }> {
  const inputs = JSON.parse(JSON.stringify(args.inputs)) as Properties;
  if (args.type === "pulumi:pulumi:StackReference") {
    const stack = args.name.split("/").at(-1) ?? "";
    return {
      id: args.name,
      state: {
        name: args.name,
        outputs: contracts[stack] === undefined ? {} : { contract: contracts[stack] },
        secretOutputNames: [],
      },
    };
  }
  if (args.custom === false) return { id: undefined, state: inputs };
  const urn = `urn:pulumi:${stackName}::bulkhead::${args.type}::${args.name}`;
  if (args.type.startsWith("pulumi:providers:")) {
    const id = store.guid(urn);
    providers.set(`${urn}::${id}`, inputs);
    providers.set(args.name, inputs);
    return { id, state: inputs };
  }
  resources += 1;
  if (args.type.startsWith("bulkhead:")) return approve(inputs);
  const owner = packages.find((item) => item.name === args.type.split(":")[0]);
  if (!owner) throw new Error(`the local Azure does not play the package of '${args.type}'`);
  const configuration =
    providers.get(args.provider ?? "") ??
    [...providers.entries()].find(([key]) => args.provider?.includes(key))?.[1] ??
    {};
  const call = { type: withoutVersion(args.type), urn, configuration };
  const checked = owner.check(call, inputs, undefined);
  const problem = checked.problems[0];
  if (problem) throw new Error(`${args.name}: ${problem.property}: ${problem.reason}`);
  const made = await owner.create(call, checked.inputs);
  return { id: made.id, state: made.outputs };
}

function call(args: pulumi.runtime.MockCallArgs): Properties {
  const token = withoutVersion(args.token);
  const owner = packages.find((item) => item.name === token.split(":")[0]);
  if (!owner) throw new Error(`the local Azure does not play the package of '${token}'`);
  return owner.invoke(token, args.inputs as Properties, {});
}

const stack = parseStackName(stackName);
const file = readStackFiles(projectRoot, stack.environment).find((item) => item.stack.text === stackName);
const config = Object.entries(file?.values ?? {}).map(([key, value]) => [
  `bulkhead:${key}`,
  typeof value === "string" ? value : JSON.stringify(value),
]);
pulumi.runtime.setAllConfig(Object.fromEntries(config) as Record<string, string>);
await pulumi.runtime.setMocks({ newResource, call }, "bulkhead", stackName, false, "organization");
const resourcesFile = process.env["BULKHEAD_RESOURCES"];
const registered = resourcesFile === undefined ? [] : recordResources();
const { default: program } = await import("../../index.ts");
const started = clock.now;
try {
  // As under the engine, the stack is the root of all resources: what the program does for each of them hangs on it.
  let contract: unknown;
  await pulumi.runtime.runInPulumiStack(async () => {
    const outputs = await program();
    contract = await new Promise((resolve) => outputs.contract.apply(resolve));
  });
  await (pulumi.runtime as unknown as { waitForRPCs: () => Promise<void> }).waitForRPCs();
  if (resourcesFile !== undefined) writeFileSync(resourcesFile, JSON.stringify(registered));
  process.stdout.write(`${JSON.stringify({ contract, resources, minutes: clock.now - started })}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
