import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { reasonToSkip } from "../../rehearsal/cluster/available.ts";
import { ensureTools } from "../../rehearsal/cluster/recipes.ts";
import { runCommand, type CommandResult } from "../../rehearsal/engine/command.ts";
import { ensureHelm } from "../../rehearsal/engine/helm.ts";
import { projectRoot } from "../support/runStack.ts";
import { localReleases, writeValues } from "./releases.ts";
import { schemaLocation, writeSchemas } from "./schemas.ts";
import { variants } from "./variants.ts";

/**
 * Checks what the charts render, with their own values, with those of the committed stamp and with their options: `npm run lint:charts`.
 * Helm's own linter, every manifest against the schemas of Kubernetes and of the custom resources, and kube-score.
 */
const reason = reasonToSkip("the check of the charts", ["kubeconform", "kubeScore"]);
if (reason !== undefined) {
  console.error(reason);
  process.exit();
}
const report = (line: string): void => console.error(line);
const helm = await ensureHelm({ choice: "auto", report });
if (helm.kind === "none") throw new Error(`There is no Helm: ${helm.reason}`);
const tools = await ensureTools(["kubeconform", "kubeScore"], { report });
const folder = mkdtempSync(join(tmpdir(), "bulkhead-charts-"));
const timeout = 120_000;
const run = (file: string, args: readonly string[]): Promise<CommandResult> =>
  runCommand(file, args, { env: process.env, cwd: folder, timeout });

/** Findings of kube-score that are answered otherwise, with the answer. */
const answered = {
  // Images are named by digest: what is on the node is what was asked for, and survives an outage of the registry.
  "container-image-pull-policy": true,
  // Topology spread constraints over hosts and zones do it, without forbidding two pods on one node.
  "deployment-has-host-podantiaffinity": true,
};

let failures = 0;
function check(what: string, result: CommandResult): void {
  if (result.ok) return console.log(`ok      ${what}`);
  failures += 1;
  const said = result.stdout.split("\n").filter((line) => !/^\[(OK|SKIPPED)\]/.test(line));
  console.log(`failed  ${what}\n${said.join("\n")}\n${result.problem}`);
}

try {
  const rendered: [what: string, file: string][] = [];
  const render = async (what: string, args: readonly string[]): Promise<string> => {
    const result = await run(helm.helm, ["template", ...args]);
    check(`${what}: helm template`, result);
    const file = join(folder, `${what.replaceAll(/\W+/g, "-")}.yaml`);
    writeFileSync(file, result.stdout);
    rendered.push([what, file]);
    return result.stdout;
  };

  const charts = join(projectRoot, "charts");
  const texts: string[] = [];
  for (const chart of readdirSync(charts)) {
    check(`${chart}: helm lint`, await run(helm.helm, ["lint", "--strict", join(charts, chart)]));
    texts.push(await render(chart, [chart, join(charts, chart)]));
  }
  for (const release of await localReleases()) {
    const values = writeValues(folder, release);
    const what = `${basename(release.chart)} of stamp-eastus`;
    check(
      `${what}: helm lint`,
      await run(helm.helm, ["lint", "--strict", release.chart, "--values", values]),
    );
    await render(what, [release.name, release.chart, "--namespace", release.namespace, "--values", values]);
  }

  for (const { what, chart, values } of variants) {
    const file = join(folder, "variant.json");
    writeFileSync(file, JSON.stringify(values));
    const path = join(charts, chart);
    check(`${chart} ${what}: helm lint`, await run(helm.helm, ["lint", "--strict", path, "--values", file]));
    await render(`${chart} ${what}`, [chart, path, "--values", file]);
  }

  const schemas = join(folder, "schemas");
  writeSchemas(schemas, texts);
  for (const [what, file] of rendered) {
    const location = join(schemas, schemaLocation);
    check(
      `${what}: kubeconform`,
      await run(tools.kubeconform, ["-strict", "-summary", "-schema-location", location, file]),
    );
    const ignored = Object.keys(answered).flatMap((test) => ["--ignore-test", test]);
    check(
      `${what}: kube-score`,
      await run(tools.kubeScore, [
        "score",
        ...ignored,
        "--exit-one-on-warning",
        "--output-format",
        "ci",
        file,
      ]),
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failures > 0) process.exitCode = 1;
