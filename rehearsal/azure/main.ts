/**
 * The local Azure as a process: `node rehearsal/azure/main.ts --directory DIR [--parent PID] [--helm PATH] [--quiet MS]`.
 *
 * Prints one line of JSON with its ports when it is ready, and writes the same to DIR/.rehearsal/azure.json.
 */
import { rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { serveArm } from "./arm.ts";
import { SimulatedClock } from "./clock.ts";
import { Faults } from "./faults/faults.ts";
import { rehearsalWorld } from "./faults/world.ts";
import { PackageServer } from "./grpc/server.ts";
import { azureNative } from "./packages/azureNative.ts";
import { kubernetes } from "./packages/kubernetes.ts";
import { random } from "./packages/random.ts";
import { isAlive } from "../processes.ts";
import { ailOrigins } from "./routing/ailing.ts";
import { Store } from "./store.ts";
import { Subscription } from "./subscription.ts";
import { isCounted, workOfOthers } from "./workOfOthers.ts";

const { values } = parseArgs({
  options: {
    directory: { type: "string", default: process.cwd() },
    parent: { type: "string" },
    helm: { type: "string" },
    quiet: { type: "string" },
    "idle-minutes": { type: "string", default: "240" },
  },
});

/** A program needs about a second to start; a crashed one must not stop the clock for longer than this. */
const holdLimitMilliseconds = 60_000;

/**
 * Without a call before the clock moves on. Where it cannot be seen whether others work, it has to be longer than they need between two
 * calls.
 */
const quietMilliseconds = values.parent !== undefined && isCounted ? 10 : 40;

const store = new Store(path.join(values.directory, ".rehearsal", "azure.db"));
const clock = new SimulatedClock(
  Number(store.meta("clock", () => "0")),
  Number(values.quiet ?? quietMilliseconds),
  (now) => store.setMeta("clock", String(now)),
  values.parent === undefined ? undefined : workOfOthers(Number(values.parent)),
);
const world = rehearsalWorld(
  () => subscription.faults?.command,
  path.join(values.directory, ".rehearsal", "state"),
);
const subscription: Subscription = new Subscription(store, clock, new Faults(store, world));
const infoFile = path.join(values.directory, ".rehearsal", "azure.json");

let lastHeard = Date.now();
const heard = (stack: string): void => {
  lastHeard = Date.now();
  clock.release(stack);
};
const local = [
  azureNative(subscription),
  kubernetes(subscription, { helm: values.helm, directory: values.directory }),
  random(),
];
const servers = local.map((item) => new PackageServer(item, clock, heard));
const ports: Record<string, number> = {};
for (const [index, server] of servers.entries()) ports[local[index]?.name ?? ""] = await server.listen();

function stop(): void {
  rmSync(infoFile, { force: true });
  for (const server of servers) server.close();
  arm.server.closeAllConnections();
  arm.server.close();
  store.close();
  process.exit(0);
}

const arm = await serveArm(subscription, {
  status: () => ({
    pid: process.pid,
    now: clock.now,
    subscriptionId: subscription.view.subscriptionId,
    tenantId: subscription.view.tenantId,
    resources: store
      .all()
      .map((resource) => ({ id: resource.id, type: resource.arm, state: resource.state })),
    softDeleted: store.softDeleted(),
  }),
  hold(stack) {
    subscription.faults?.opened(subscription, stack);
    clock.hold(stack, holdLimitMilliseconds);
  },
  release: (stack) => clock.release(stack),
  operationsSince: (number) => store.operationsSince(number),
  lose: (groupIds) => groupIds.reduce((sum, id) => sum + subscription.lose(id), 0),
  pass: (minutes) => clock.pass(minutes),
  ail: (stack, reason) => ailOrigins(subscription.view, store, stack, reason),
  setFaults({ plan, command }) {
    if (plan === undefined) subscription.faults?.end();
    else subscription.faults?.begin(plan, command);
  },
  // Answer first, then go.
  stop: () => setTimeout(stop, 20),
});

const info = JSON.stringify({ pid: process.pid, ports, arm: `http://127.0.0.1:${arm.port}` });
writeFileSync(infoFile, `${info}\n`);
process.stdout.write(`${info}\n`);
process.on("SIGTERM", stop);
process.on("SIGINT", stop);

// Whoever started it may be killed without a word; nobody else would ever end it then.
setInterval(() => {
  const parent = values.parent === undefined ? undefined : Number(values.parent);
  if (parent !== undefined && !isAlive(parent)) stop();
  if (Date.now() - lastHeard > Number(values["idle-minutes"]) * 60_000) stop();
}, 1000).unref();
