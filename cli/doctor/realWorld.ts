/** The world as it is: Azure, this machine and the Pulumi backend. Nothing here changes anything. */
import { execFile } from "node:child_process";
import { resolve4 } from "node:dns/promises";
import * as net from "node:net";
import * as path from "node:path";
import { stackFileName } from "../../config/stackName.ts";
import { readText } from "../../config/textFile.ts";
import { UserError } from "../../config/userError.ts";
import { readYaml } from "../../config/yamlText.ts";
import { objectsOf, numberAt, textAt } from "../../lib/properties.ts";
import { ArmClient, hasty } from "../../provider/arm.ts";
import { ArmError } from "../../provider/armError.ts";
import { armEndpoint, tokenSource } from "../../provider/credential.ts";
import { remembering } from "./examine.ts";
import type { Needs } from "./needs.ts";
import { identityOf } from "./token.ts";
import type { ArmReader, Backend, CommandResult, StackFileFacts, World } from "./world.ts";

const commandMilliseconds = 30_000;
const connectMilliseconds = 5_000;
const clockMilliseconds = 10_000;

/** Runs a program and waits for its end; never throws. */
export function runCommand(command: string, args: readonly string[], cwd: string): Promise<CommandResult> {
  return new Promise((done) => {
    execFile(
      command,
      [...args],
      {
        cwd,
        timeout: commandMilliseconds,
        maxBuffer: 64 * 1024 * 1024,
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true", PULUMI_NON_INTERACTIVE: "true" },
      },
      (error, output, said) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : undefined;
        done({ code, output, error: said });
      },
    );
  });
}

function connectTo(host: string, port: number): Promise<number> {
  const started = performance.now();
  return new Promise((done, fail) => {
    const socket = net.connect({ host, port, timeout: connectMilliseconds });
    socket.once("connect", () => {
      socket.destroy();
      done(performance.now() - started);
    });
    socket.once("timeout", () => socket.destroy(new Error("timed out")));
    socket.once("error", fail);
  });
}

/** Any answer of Resource Manager carries its time, refusals included, so no sign-in is needed. */
async function readClock(endpoint: string) {
  const sent = Date.now();
  let answer: Response;
  try {
    answer = await fetch(`${endpoint}/`, { signal: AbortSignal.timeout(clockMilliseconds) });
  } catch (error) {
    throw new ArmError({ code: "Unreachable", message: `${endpoint} did not answer.`, cause: error });
  }
  const received = Date.now();
  return { theirs: Date.parse(answer.headers.get("date") ?? "") || received, sent, received };
}

/**
 * The subscription to look at, as azure-native finds its own: the stack files', the environment's, that of the Azure CLI.
 *
 * @returns an empty text where none of them names one.
 * @throws UserError where the stack files name several: each has quotas and rights of its own.
 */
export async function subscriptionOf(
  stackFiles: readonly StackFileFacts[],
  environment: NodeJS.ProcessEnv,
  run: World["run"],
): Promise<string> {
  const configured = [...new Set(stackFiles.flatMap(({ subscriptionId }) => subscriptionId ?? []))];
  if (configured.length > 1)
    throw new UserError({
      key: "azure-native:subscriptionId",
      problem: `The stacks are in ${configured.length} subscriptions: ${configured.join(", ")}.`,
      remedy: "Look at one after the other: name its stacks with --only.",
    });
  const [own] = configured;
  if (own !== undefined) return own;
  const named = environment["ARM_SUBSCRIPTION_ID"] ?? environment["AZURE_SUBSCRIPTION_ID"] ?? "";
  if (named !== "") return named;
  const { code, output } = await run("az", ["account", "show", "--query", "id", "--output", "tsv"]);
  return code === 0 ? output.trim() : "";
}

function requireSubscription(id: string): void {
  if (id !== "") return;
  throw new UserError({
    key: "ARM_SUBSCRIPTION_ID",
    problem: "No subscription is chosen.",
    remedy:
      "Run `az login` and `az account set --subscription ID`, or set ARM_SUBSCRIPTION_ID. What is needed of one is printed by `npx bulkhead doctor --needs`, without signing in.",
  });
}

/** What Pulumi says of the backend and the stacks of this environment. */
export async function readBackend(run: World["run"], stacks: readonly string[]): Promise<Backend> {
  const refused = (problem: string): UserError =>
    new UserError({
      key: "pulumi",
      problem,
      remedy: "Log in to the backend that holds the state: `pulumi login URL` (docs/azure.md).",
    });
  const who = await run("pulumi", ["whoami", "--json"]);
  if (who.code === undefined) throw refused("Pulumi is not on PATH, so its backend cannot be asked.");
  if (who.code !== 0)
    throw refused(`The Pulumi backend does not answer: ${who.error.trim().split("\n")[0] ?? ""}`);
  const account: unknown = JSON.parse(who.output);
  const listed = await run("pulumi", ["stack", "ls", "--json"]);
  if (listed.code !== 0)
    throw refused(`The stacks cannot be listed: ${listed.error.trim().split("\n")[0] ?? ""}`);
  const full = objectsOf(JSON.parse(listed.output))
    .filter((stack) => (numberAt(stack, "resourceCount") ?? 0) > 0)
    .map((stack) => (textAt(stack, "name") ?? "").split("/").at(-1) ?? "")
    .filter((name) => stacks.includes(name));
  const deployed = new Map<string, unknown>();
  await Promise.all(
    full.map(async (stack) => {
      const { code, output } = await run("pulumi", [
        "stack",
        "output",
        "contract",
        "--json",
        "--stack",
        stack,
      ]);
      deployed.set(stack, code === 0 ? (JSON.parse(output) as unknown) : null);
    }),
  );
  return { user: textAt(account, "user") ?? "", url: textAt(account, "url") ?? "", deployed };
}

/** What is in the stack files besides the program's own keys. */
export function stackFileFacts(projectRoot: string, stacks: readonly string[]): StackFileFacts[] {
  return stacks.map((stack) => {
    const file = stackFileName(stack);
    const { content } = readYaml(readText(path.join(projectRoot, file), { file }), { file });
    return {
      stack,
      file,
      secretsProvider: textAt(content, "secretsprovider"),
      subscriptionId: textAt(content, "config.azure-native:subscriptionId"),
    };
  });
}

async function signedIn(token: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await token();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ArmError({ code: "SignInFailed", message, cause: error });
  }
}

/** @param subscriptionId the one to look at; empty where none is chosen. */
export function realWorld(
  projectRoot: string,
  subscriptionId: string,
  needs: Needs,
  stackFiles: readonly StackFileFacts[],
  environment: NodeJS.ProcessEnv = process.env,
): World {
  const endpoint = armEndpoint(environment);
  const token = tokenSource(endpoint);
  const client = new ArmClient({ endpoint, token });
  const reader: ArmReader = {
    get: (id, version) => client.get<unknown>(id, version, hasty),
    list: (id, version) => client.list<unknown>(id, version, hasty),
    ask: (id, version, body) => client.ask<unknown>(id, version, body, hasty),
    exists: (id, version) => client.exists(id, version, hasty),
  };
  const run: World["run"] = (command, args) => runCommand(command, args, projectRoot);
  let backend: Promise<Backend> | undefined;
  return {
    arm: remembering(reader),
    subscriptionId,
    requireSubscription: () => requireSubscription(subscriptionId),
    identity: async () => identityOf(await signedIn(token)),
    needs,
    stackFiles,
    environment,
    run,
    resolve: (host) => resolve4(host),
    connect: connectTo,
    clock: () => readClock(endpoint),
    backend: () => (backend ??= readBackend(run, needs.stacks)),
  };
}
