/** What the states say: controls and isolation statements, and the contracts' hosts. */
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { evaluateStacks } from "../../cli/controls/evaluateStacks.ts";
import { projectRoot } from "../../cli/common.ts";
import { loadGraph } from "../../cli/graphSource.ts";
import { askStatements } from "../../cli/isolation.ts";
import { loadEnvironment } from "../../config/load.ts";
import { globalContractSchema } from "../../contracts/global.ts";
import { stampContractSchema } from "../../contracts/stamp.ts";
import { hostsOf } from "./hosts.ts";
import type { BaselineCheck, BaselineHosts } from "./outside.ts";

/** Which states are read. */
export interface InsideRequest {
  readonly local: boolean;
  readonly env: string | undefined;
  readonly say: (line: string) => void;
}

/** Every mandatory control holds, and every flow is as the architecture states it. */
export async function checkInside({ local, env, say }: InsideRequest): Promise<BaselineCheck[]> {
  const shared = { ...(env === undefined ? {} : { env }), ...(local ? { local: true as const } : {}), say };
  const report = await evaluateStacks({ ...shared, from: "state" });
  const graph = await loadGraph({ env, local, from: "state", charts: true, say });
  const { findings, lines } = askStatements(graph);
  const broken = findings.filter(({ outcome }) => outcome === "broken");
  return [
    {
      name: "every mandatory control holds",
      passed: report.violations === 0,
      detail: `${report.violations} violations`,
    },
    {
      name: "every isolation statement holds",
      passed: findings.length > 0 && broken.length === 0,
      detail: lines.join("; "),
    },
  ];
}

/** The hosts of what is deployed, by the contracts in Pulumi's state. */
export async function readHosts(env: string | undefined): Promise<BaselineHosts> {
  const contexts = loadEnvironment(projectRoot, env);
  const workspace = await LocalWorkspace.create({ workDir: projectRoot });
  const contract = async (stack: string): Promise<unknown> =>
    (await workspace.stackOutputs(stack))["contract"]?.value as unknown;
  const global = contexts.find(({ kind }) => kind === "global");
  if (global === undefined || global.kind !== "global") throw new Error("There is no global stack.");
  const stamps = contexts.filter(({ kind }) => kind === "stamp");
  return hostsOf(
    globalContractSchema.parse(await contract(global.stack.text)),
    await Promise.all(stamps.map(async ({ stack }) => stampContractSchema.parse(await contract(stack.text)))),
    global.config.frontDoor.securityHeaders,
  );
}
