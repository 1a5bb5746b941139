/** The smoke tests as a command. */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { runSmoke, type CheckResult, type SmokeOptions } from "./smoke.ts";

const help = `Usage: node workload/smoke/main.ts --base-url URL [options]

Asks a deployment of the workload whether it answers, stores and refuses as it has to.

  --base-url URL         what is tested: Front Door, a stamp's gateway, or a local run
  --api-key-file FILE    file with the API key; an empty catalogue then gets an item for the time of the test
  --header 'Name: text'  added to every request, such as X-Azure-FDID at a stamp's gateway; may be repeated
  --without-site         leave the pages out: a stamp's gateway serves none
  --wait SECONDS         how long the stamp may take to become healthy (0)
  --visible SECONDS      how long a comment may take to show up (30)
  --json                 the report as JSON, and nothing else
  --help                 this text

Exit code: 0 all checks passed, 1 a check failed, 2 the command was called wrongly.

Examples:
  node workload/smoke/main.ts --base-url https://shop.example.com
  node workload/smoke/main.ts --base-url https://10.10.8.4 --without-site --header 'X-Azure-FDID: …' --wait 300
`;

/** The command was called wrongly. */
class UsageError extends Error {}

function seconds(option: string, text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number) || number < 0)
    throw new UsageError(`--${option}: '${text}' is no number of seconds. Give a number from 0.`);
  return number * 1000;
}

function headerOf(text: string): [string, string] {
  const [, name, value] = /^([A-Za-z0-9-]+):\s*(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined)
    throw new UsageError(`--header: '${text}' is no header. Write it as 'Name: text'.`);
  return [name, value];
}

function keyOf(file: string): string {
  let key: string;
  try {
    key = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UsageError(
      `--api-key-file: ${file} cannot be read (${error instanceof Error ? error.message : String(error)}). Name the file with the key.`,
    );
  }
  if (key === "") throw new UsageError(`--api-key-file: ${file} is empty. Write the key into it.`);
  return key;
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        "base-url": { type: "string" },
        "api-key-file": { type: "string" },
        header: { type: "string", multiple: true, default: [] },
        "without-site": { type: "boolean", default: false },
        wait: { type: "string", default: "0" },
        visible: { type: "string", default: "30" },
        json: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function line({ name, passed, detail, milliseconds }: CheckResult): string {
  return `${passed ? "✔" : "✖"} ${name.padEnd(38)} ${detail} (${milliseconds} ms)\n`;
}

async function main(argv: readonly string[]): Promise<number> {
  const values = parse(argv);
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const baseUrl = values["base-url"];
  if (baseUrl === undefined) throw new UsageError("--base-url is missing. Say what is to be tested.");
  const file = values["api-key-file"];
  const options: SmokeOptions = {
    baseUrl,
    headers: Object.fromEntries(values.header.map(headerOf)),
    checks: values["without-site"] ? "without-site" : "all",
    healthyWithinMilliseconds: seconds("wait", values.wait),
    visibleWithinMilliseconds: seconds("visible", values.visible),
    ...(file === undefined ? {} : { apiKey: keyOf(file) }),
    ...(values.json ? {} : { onCheck: (result) => void process.stdout.write(line(result)) }),
  };
  const report = await runSmoke(options).catch((error: unknown) => {
    throw error instanceof TypeError ? new UsageError(`--base-url: ${error.message}`) : error;
  });
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const failed = report.checks.filter(({ passed }) => !passed).length;
    process.stdout.write(
      failed === 0
        ? `${report.checks.length} checks passed.\n`
        : `${failed} of ${report.checks.length} checks failed.\n`,
    );
  }
  return report.passed ? 0 : 1;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`error: ${error.message}\n(--help shows what there is)\n`);
  process.exitCode = 2;
}
