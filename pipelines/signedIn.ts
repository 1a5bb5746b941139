/**
 * Runs a command signed in to Azure by workload identity federation: `node pipelines/signedIn.ts [--az] -- COMMAND...`
 *
 * Identity tokens live for minutes and a stamp takes half an hour, so a fresh one is written every few minutes for as long as the
 * command runs. `--az` also signs in the Azure CLI, in a folder of its own that goes with the job.
 */
import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import * as path from "node:path";
import { fetchToken, identityFrom, signedInEnvironment, tokenSource } from "./identity/federatedToken.ts";

/** GitHub's tokens live for 5 minutes, those of Azure Pipelines for 10. */
const renewal = 4 * 60_000;

const usage = "usage: node pipelines/signedIn.ts [--az] -- COMMAND [ARGUMENT...]";

/** Runs a command to its end, with this process's streams. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: "inherit" });
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    // A cancelled job interrupts: Pulumi then brings its operations to an end.
    const signals = ["SIGINT", "SIGTERM"] as const;
    for (const signal of signals) process.on(signal, forward);
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      for (const name of signals) process.removeListener(name, forward);
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

/** Written beside and moved, so that nobody reads half a token. */
function writeToken(file: string, token: string): void {
  writeFileSync(`${file}.new`, token, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

async function main(): Promise<number> {
  const separator = process.argv.indexOf("--");
  const options = process.argv.slice(2, separator < 0 ? undefined : separator);
  const [command, ...args] = separator < 0 ? [] : process.argv.slice(separator + 1);
  if (options.includes("--help")) {
    console.log(usage);
    return 0;
  }
  if (command === undefined || options.some((option) => option !== "--az")) {
    console.error(usage);
    return 2;
  }
  const ids = identityFrom(process.env);
  const source = tokenSource(process.env);
  const folder = mkdtempSync(path.join(tmpdir(), "bulkhead-identity-"));
  chmodSync(folder, 0o700);
  const tokenFile = path.join(folder, "token");
  const env: NodeJS.ProcessEnv = { ...process.env, ...signedInEnvironment(ids, tokenFile) };
  // What the command runs needs the token alone, and must not be able to ask for one of another audience.
  for (const name of Object.keys(env))
    if (/^(ACTIONS_ID_TOKEN_REQUEST_|SYSTEM_ACCESSTOKEN$|SYSTEM_OIDCREQUESTURI$)/.test(name))
      delete env[name];
  if (options.includes("--az")) env["AZURE_CONFIG_DIR"] = path.join(folder, "az");

  const renew = async (): Promise<void> => {
    const token = await fetchToken(source);
    writeToken(tokenFile, token);
    if (!options.includes("--az")) return;
    const login = ["login", "--service-principal", "--username", ids.clientId, "--tenant", ids.tenantId];
    const quiet = ["--output", "none", "--only-show-errors"];
    const code = await run("az", [...login, "--federated-token", token, ...quiet], env);
    if (code !== 0) throw new Error(`az login ended with ${code}.`);
    const set = await run("az", ["account", "set", "--subscription", ids.subscriptionId], env);
    if (set !== 0)
      throw new Error(`az account set ended with ${set}: may the identity see the subscription?`);
  };
  let timer: NodeJS.Timeout | undefined;
  try {
    await renew();
    timer = setInterval(() => {
      // The token at hand may still serve; what fails for want of one says so itself.
      renew().catch((error: unknown) => console.error(`The token was not renewed: ${String(error)}`));
    }, renewal);
    return await run(command, args, env);
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
