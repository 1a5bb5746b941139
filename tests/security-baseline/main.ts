/**
 * The security baseline, which gates a release:
 *
 *     node tests/security-baseline/main.ts --local                        the rehearsal: controls and isolation statements
 *     node tests/security-baseline/main.ts --state [--write-hosts FILE]   the same of what is deployed; run it on an agent
 *     node tests/security-baseline/main.ts --hosts FILE                   what the internet sees; run it from outside, signed in nowhere
 *     node tests/security-baseline/main.ts --base-url URL                 the same for one host that users call
 *
 * Ends with 0 when everything holds, 1 when something does not, 2 when the question is wrong.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { defaultSecurityHeaders } from "./defaults.ts";
import { checkOutside, type BaselineCheck, type BaselineHosts } from "./outside.ts";
import { networkProbes } from "./probes.ts";

const usage =
  "usage: node tests/security-baseline/main.ts --local | --state [--write-hosts FILE] | --hosts FILE | --base-url URL  [--json]";

const say = (line: string): void => console.error(line);

async function inside(local: boolean, hostsFile: string | undefined): Promise<BaselineCheck[]> {
  // Loading the program takes seconds, and the question from outside does not need it.
  const { checkInside, readHosts } = await import("./inside.ts");
  const chosen = process.env["BULKHEAD_ENVIRONMENT"] ?? "default";
  const env = chosen === "default" ? undefined : chosen;
  if (hostsFile !== undefined) writeFileSync(hostsFile, `${JSON.stringify(await readHosts(env), null, 2)}\n`);
  return checkInside({ local, env, say });
}

function hostsOfOptions(file: string | undefined, address: string | undefined): BaselineHosts | undefined {
  if (file !== undefined) return JSON.parse(readFileSync(file, "utf8")) as BaselineHosts;
  if (address === undefined) return undefined;
  const { protocol, hostname } = new URL(address);
  if (protocol !== "https:") throw new Error(`'${address}' has to begin with https://.`);
  return { open: [hostname], closed: [], headers: defaultSecurityHeaders() };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      local: { type: "boolean" },
      state: { type: "boolean" },
      hosts: { type: "string" },
      "base-url": { type: "string" },
      "write-hosts": { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const ways = [values.local, values.state, values.hosts, values["base-url"]].filter(
    (way) => way !== undefined,
  );
  if (ways.length !== 1 || (values["write-hosts"] !== undefined && values.state !== true)) {
    console.error(usage);
    return 2;
  }
  const hosts = hostsOfOptions(values.hosts, values["base-url"]);
  const checks =
    hosts === undefined
      ? await inside(values.local === true, values["write-hosts"])
      : await checkOutside(hosts, networkProbes);
  if (values.json === true) console.log(JSON.stringify(checks, null, 2));
  else
    for (const { name, passed, detail } of checks)
      console.log(`${passed ? "ok    " : "failed"}  ${name} (${detail})`);
  return checks.length > 0 && checks.every(({ passed }) => passed) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
