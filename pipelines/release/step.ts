/** One approved step of a release, run by a pipeline. */
import { createConnection } from "node:net";
import type { ChildProcess } from "node:child_process";

/** What a step needs of the world. */
export interface StepWorld {
  /** Runs a command and gives its exit code; its output is the job's. */
  run(command: string, args: readonly string[]): Promise<number>;
  /** Runs a command and gives its JSON. */
  json(command: string, args: readonly string[]): Promise<unknown>;
  /** Starts a command that goes on until it is stopped. */
  start(command: string, args: readonly string[]): Pick<ChildProcess, "kill">;
  /** Resolves when something accepts connections on a port of this machine; throws an Error when nothing does in time. */
  listening(port: number): Promise<void>;
  readonly folder: string;
}

/** `begin`: deploy and smoke. A percentage or `destroy`: agree to that step, which a person has approved in the pipeline. */
export type ReleaseStep = "begin" | "destroy" | `${number}`;

/** Exit code of `bulkhead release` that waits for a person (cli/commands/release.ts). */
const waits = 3;

const firstPort = 18_443;

interface Status {
  readonly new: string;
  readonly state: string;
}

/** @throws Error for anything else than a step. */
export function stepOf(text: string | undefined): ReleaseStep {
  if (text === "begin" || text === "destroy") return text;
  if (text !== undefined && /^([1-9]\d?|100)$/.test(text)) return text as `${number}`;
  throw new Error(`STEP is '${text}': it has to be begin, a percentage or destroy.`);
}

/** @throws Error for what is no environment. */
export function environmentArguments(environment: string): string[] {
  if (!/^[a-z][a-z0-9]*$/.test(environment)) throw new Error(`'${environment}' is no environment's name.`);
  return environment === "default" ? [] : ["--env", environment];
}

/**
 * Runs a step. Where time has to pass, `bulkhead release` waits inside of it; where the next person has to agree, it ends, and so does
 * the step.
 *
 * @returns the exit code for the job.
 */
export async function runStep(step: ReleaseStep, environment: string, world: StepWorld): Promise<number> {
  const chosen = environmentArguments(environment);
  const status = (await world.json("npx", [
    "bulkhead",
    "release",
    "status",
    "--json",
    ...chosen,
  ])) as Status[];
  if (status.length === 0)
    throw new Error("No release is under way: begin one with `npx bulkhead release start`.");
  const forwards: Pick<ChildProcess, "kill">[] = [];
  try {
    const via: string[] = [];
    for (const { new: stack, state } of status.filter((pair) => pair.state === "new")) {
      const port = firstPort + via.length;
      // The gateway of a stamp that Front Door does not lead to yet is asked through the cluster, which has to be there.
      const code = await world.run("npx", ["bulkhead", "up", ...chosen, "--only", stack]);
      if (code !== 0) return code;
      forwards.push(await forward(stack, port, world));
      via.push(`${stack}=127.0.0.1:${port}`);
      console.log(`${stack} (${state}) is asked through port ${port}.`);
    }
    const code = await world.run("npx", [
      ...["bulkhead", "release", ...chosen],
      ...(via.length === 0 ? [] : ["--smoke-via", ...via]),
      ...(step === "begin" ? [] : ["--approve-step", step]),
    ]);
    return code === waits ? 0 : code;
  } finally {
    for (const process of forwards) process.kill("SIGTERM");
  }
}

/** Opens a way to the gateway of a stamp. */
async function forward(stack: string, port: number, world: StepWorld): Promise<Pick<ChildProcess, "kill">> {
  const contract = (await world.json("pulumi", [
    "stack",
    "output",
    "contract",
    "--json",
    "--stack",
    stack,
  ])) as {
    resourceGroupName: string;
    cluster: { name: string };
  };
  const file = `${world.folder}/${stack}.kubeconfig`;
  const group = ["--resource-group", contract.resourceGroupName];
  const commands: [string, string[]][] = [
    [
      "az",
      [
        "aks",
        "get-credentials",
        ...group,
        "--name",
        contract.cluster.name,
        "--file",
        file,
        "--overwrite-existing",
      ],
    ],
    ["kubelogin", ["convert-kubeconfig", "--login", "workloadidentity", "--kubeconfig", file]],
  ];
  for (const [command, args] of commands) {
    const code = await world.run(command, args);
    if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}.`);
  }
  const where = [
    "--kubeconfig",
    file,
    "--namespace",
    "gateway",
    "port-forward",
    "service/gateway",
    `${port}:443`,
  ];
  const child = world.start("kubectl", where);
  try {
    await world.listening(port);
  } catch (error) {
    child.kill("SIGTERM");
    throw error;
  }
  return child;
}

/** Waits until a port of this machine accepts connections, at most a minute. */
export async function waitForPort(port: number, attempts = 60, pause = 1_000): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = createConnection({ host: "127.0.0.1", port });
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      socket.once("error", () => resolve(false));
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  throw new Error(`Nothing listens on port ${port}.`);
}
