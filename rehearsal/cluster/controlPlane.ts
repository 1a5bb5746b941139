/**
 * A real Kubernetes control plane on loopback, with simulated nodes. Everything that judges is real: schemas, defaults,
 * admission, quotas, disruption budgets, the scheduler. Nothing is executed: kwok says of each pod that it runs.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand, type CommandResult } from "../engine/command.ts";
import { ensureTools, type ClusterToolName } from "./recipes.ts";

/** A running control plane. */
export interface ControlPlane {
  /** File that kubectl and Helm are given. */
  readonly kubeconfig: string;
  readonly kubectl: (args: readonly string[], timeout?: number) => Promise<CommandResult>;
  /** Ends all of it; what was stored goes with the folder. */
  readonly stop: () => Promise<void>;
}

/** What a control plane consists of, and what speaks to it. */
export const controlPlaneTools = [
  "etcd",
  "apiServer",
  "controllerManager",
  "scheduler",
  "kwok",
  "kubectl",
] as const satisfies readonly ClusterToolName[];

/** Milliseconds until everything must be ready; 5 s are usual on 2 cores. */
const startTimeout = 120_000;
const stopTimeout = 10_000;
const kubectlTimeout = 60_000;
/** Addresses of services, inside of what the API server accepts by default. */
const serviceRange = "172.16.0.0/16";

/**
 * Starts etcd, API server, controller manager, scheduler and kwok in a folder of their own.
 *
 * @param folder exists, is empty and ours alone.
 * @throws Error with the end of the log of the part that did not come up.
 */
export async function startControlPlane(
  folder: string,
  report: (line: string) => void,
): Promise<ControlPlane> {
  const tools = await ensureTools(controlPlaneTools, { report });
  const [clientPort, peerPort, apiPort, managerPort, schedulerPort] = await freePorts(5);
  const access = writeAccess(folder, apiPort);
  const parts: Part[] = [];
  const start = (name: string, executable: string, args: readonly string[]): void => {
    parts.push(startPart(folder, name, executable, args));
  };

  const stop = async (): Promise<void> => {
    // The database last: the others would complain of its absence until they end.
    for (const part of parts.toReversed()) await endPart(part);
  };
  const kubectl: ControlPlane["kubectl"] = (args, timeout = kubectlTimeout) =>
    runCommand(tools.kubectl, ["--kubeconfig", access.kubeconfig, ...args], { env: process.env, timeout });

  try {
    const etcd = `http://127.0.0.1:${clientPort}`;
    const peer = `http://127.0.0.1:${peerPort}`;
    start("etcd", tools.etcd, [
      ...["--data-dir", path.join(folder, "etcd")],
      ...["--listen-client-urls", etcd, "--advertise-client-urls", etcd],
      ...["--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer],
      ...["--initial-cluster", `default=${peer}`],
      // What it holds need not survive a power cut.
      "--unsafe-no-fsync",
    ]);
    start("kube-apiserver", tools.apiServer, [
      `--etcd-servers=${etcd}`,
      "--bind-address=127.0.0.1",
      "--advertise-address=127.0.0.1",
      `--secure-port=${apiPort}`,
      `--cert-dir=${path.join(folder, "certificates")}`,
      `--service-cluster-ip-range=${serviceRange}`,
      "--service-account-issuer=https://kubernetes.default.svc",
      `--service-account-key-file=${access.publicKey}`,
      `--service-account-signing-key-file=${access.privateKey}`,
      `--token-auth-file=${access.tokens}`,
      "--authorization-mode=Node,RBAC",
      "--allow-privileged",
    ]);
    await ready(parts, "the API server", () => kubectl(["get", "--raw", "/readyz"]));
    start("kube-controller-manager", tools.controllerManager, [
      `--kubeconfig=${access.kubeconfig}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${managerPort}`,
      `--cert-dir=${path.join(folder, "certificates")}`,
      "--controllers=*,-nodeipam,-cloud-node-lifecycle",
      "--leader-elect=false",
      `--service-account-private-key-file=${access.privateKey}`,
      "--use-service-account-credentials",
    ]);
    start("kube-scheduler", tools.scheduler, [
      `--kubeconfig=${access.kubeconfig}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${schedulerPort}`,
      `--cert-dir=${path.join(folder, "certificates")}`,
      "--leader-elect=false",
    ]);
    start("kwok", tools.kwok, [
      `--kubeconfig=${access.kubeconfig}`,
      "--manage-all-nodes",
      `--config=${path.join(import.meta.dirname, "stages.yaml")}`,
    ]);
    await ready(parts, "the default service account", () =>
      kubectl(["get", "serviceaccount", "default", "--namespace", "default"]),
    );
    return { kubeconfig: access.kubeconfig, kubectl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Part {
  readonly name: string;
  readonly process: ChildProcess;
  readonly log: string;
}

function startPart(folder: string, name: string, executable: string, args: readonly string[]): Part {
  const log = path.join(folder, `${name}.log`);
  const descriptor = openSync(log, "a");
  const child = spawn(executable, args, { cwd: folder, stdio: ["ignore", descriptor, descriptor] });
  closeSync(descriptor);
  return { name, process: child, log };
}

async function endPart({ process: child }: Part): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  await Promise.race([ended, sleep(stopTimeout, undefined, { ref: false })]);
  child.kill("SIGKILL");
}

async function ready(
  parts: readonly Part[],
  what: string,
  check: () => Promise<CommandResult>,
): Promise<void> {
  const deadline = Date.now() + startTimeout;
  for (;;) {
    const ended = parts.find(({ process: child }) => child.exitCode !== null);
    if (ended !== undefined) throw new Error(`${ended.name} ended: ${logEnd(ended)}`);
    const result = await check();
    if (result.ok) return;
    if (Date.now() > deadline) {
      const logs = parts.map((part) => `${part.name}: ${logEnd(part)}`).join("\n");
      throw new Error(`${what} was not there after ${startTimeout / 1000} s (${result.problem}).\n${logs}`);
    }
    await sleep(200);
  }
}

const logEnd = ({ log }: Part): string => readFileSync(log, "utf8").trim().split("\n").slice(-5).join(" | ");

interface Access {
  readonly kubeconfig: string;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly tokens: string;
}

/** Keys, an administrator's token and the kubeconfig with it. All of it is gone with the folder. */
function writeAccess(folder: string, apiPort: number): Access {
  const certificates = path.join(folder, "certificates");
  mkdirSync(certificates, { recursive: true });
  const file = (name: string, text: string): string => {
    const target = path.join(folder, name);
    writeFileSync(target, text, { mode: 0o600 });
    return target;
  };
  const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const token = randomBytes(24).toString("hex");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "local",
        // The API server signs its own certificate when it starts, and clients take it as the authority.
        cluster: {
          server: `https://127.0.0.1:${apiPort}`,
          "certificate-authority": path.join(certificates, "apiserver.crt"),
        },
      },
    ],
    users: [{ name: "administrator", user: { token } }],
    contexts: [{ name: "local", context: { cluster: "local", user: "administrator" } }],
    "current-context": "local",
  };
  return {
    privateKey: file(
      "service-accounts.key",
      keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    ),
    publicKey: file(
      "service-accounts.pub",
      keys.publicKey.export({ type: "spki", format: "pem" }).toString(),
    ),
    tokens: file("tokens.csv", `${token},administrator,administrator,system:masters\n`),
    // JSON is YAML.
    kubeconfig: file("kubeconfig", JSON.stringify(config)),
  };
}

/** Ports that nobody listens on; all are held until the last one is known, so that they differ. */
async function freePorts(count: number): Promise<[number, number, number, number, number]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  });
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports as [number, number, number, number, number];
}
