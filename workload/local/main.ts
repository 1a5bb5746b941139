/** `npm run workload:local`: the workload on this machine. */
import { parseArgs } from "node:util";
import { ensureInstalled } from "./install.ts";
import { LocalProblem } from "./problem.ts";

const help = `Usage: npm run workload:local -- [options]

Runs the three services and the site on this machine, until Ctrl-C.

  --port NUMBER  where the site and the API answer (8080); 0 for any port that is free
  --empty        a catalogue without items
  --logs         print what the services log
  --help         this text

Examples:
  npm run workload:local
  npm run workload:local -- --port 0 --logs
`;

const whatIsReal = `
  real       the three services, each a process with the settings that its own volume would hold; the site, built as for the
             platform, behind the paths and the security headers of Front Door
  emulated   Azure Storage, blobs and tables: Azurite, in memory
  stand-in   Cosmos DB and Event Hubs: one SQLite file that the services share, behind the same interfaces
  not here   Log Analytics and Application Insights: the health score is always good, telemetry goes nowhere;
             sign-in, TLS, the firewall and the gateway
`;

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new LocalProblem(`--port: '${text}' is no port.`, "Give a number from 0 to 65535.");
  return port;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: "string", default: "8080" },
        empty: { type: "boolean", default: false },
        logs: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new LocalProblem(
      error instanceof Error ? error.message : String(error),
      "--help shows what there is.",
    );
  }
}

/** Resolves with what ended the wait: Ctrl-C, the end of whoever started us, or a process that was lost. */
async function main(argv: readonly string[]): Promise<number> {
  const { port: portText, empty, logs, help: wantsHelp } = parse(argv);
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  if (wantsHelp) {
    process.stdout.write(help);
    return 0;
  }
  const port = portOf(portText);
  const installed = ensureInstalled(say);
  if (installed !== 0)
    throw new LocalProblem("The workload's packages could not be installed.", "npm says why above.");
  // Only now: these modules need the packages.
  const { startLocalPlatform } = await import("./platform.ts");

  const ended = Promise.withResolvers<number>();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => {
      ended.resolve(0);
    });
  const starting = startLocalPlatform({
    port,
    samples: !empty,
    say: (line) => say(`… ${line}`),
    ...(logs ? { onLine: (name, line) => say(`${name} | ${line}`) } : {}),
    onLost: (child) => {
      process.stderr.write(
        `error: ${child.name} ${child.ending ?? "ended"}.\n${child.lastLines.join("\n")}\n`,
      );
      ended.resolve(1);
    },
  });
  const first = await Promise.race([starting, ended.promise]);
  if (typeof first === "number") {
    await starting.then(
      (platform) => platform.close(),
      () => undefined,
    );
    return first;
  }
  const { url, apiKey, logs: logFolder } = first;
  say(whatIsReal);
  say(`  site       ${url}/`);
  say(`  API        ${url}/catalogservice/api/1.0/catalogitem`);
  say(`  API key    ${apiKey}`);
  say(`  health     ${url}/healthservice/health/stamp`);
  say(`  logs       ${logFolder}`);
  say("\nCtrl-C ends it all. Nothing is kept.");
  const code = await ended.promise;
  say("\nending");
  await first.close();
  return code;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof LocalProblem)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exit(1);
}
