/** What every run needs of this machine and of the project, and what a rehearsal needs besides. */
import { existsSync } from "node:fs";
import * as path from "node:path";
import { loadEnvironment } from "../../config/load.ts";
import { UserError } from "../../config/userError.ts";
import { ensureHelm } from "../../rehearsal/engine/helm.ts";
import { checkNode } from "../../rehearsal/engine/node.ts";
import { ensureEngine } from "../../rehearsal/engine/pulumi.ts";
import { ToolError } from "../../rehearsal/engine/tool.ts";
import { checkWritable } from "../../rehearsal/session.ts";
import { policyPack, projectRoot, speaker, type EngineChoice } from "../common.ts";
import { fine, wrong, type Reported } from "./finding.ts";

async function look(check: string, subject: string, find: () => string | Promise<string>): Promise<Reported> {
  try {
    return { check, ...fine(subject, await find()) };
  } catch (error) {
    if (error instanceof UserError) {
      const place = [error.file, error.key].filter((part) => part !== undefined).join(", ");
      return {
        check,
        ...wrong(subject, place === "" ? error.problem : `${place}: ${error.problem}`, error.remedy),
      };
    }
    if (error instanceof ToolError)
      return { check, ...wrong(subject, error.message, "Mend it, and ask again.") };
    throw error;
  }
}

function installed(): string {
  if (existsSync(path.join(projectRoot, "node_modules", "@pulumi", "pulumi"))) return "installed";
  throw new UserError({ problem: "They are not installed.", remedy: "Run `npm ci`." });
}

function stackFiles(env: string | undefined): string {
  const stacks = loadEnvironment(projectRoot, env).map(({ stack }) => stack.text);
  if (stacks.length > 0) return stacks.join(", ");
  throw new UserError({
    key: "--env",
    problem: `No stack of ${env === undefined ? "the default environment" : `the environment '${env}'`} has a file here.`,
    remedy: "Write `Pulumi.<stack>.yaml` files, or name another environment.",
  });
}

/** The project: its Node.js, packages, stack files and policy pack. */
export function projectFindings(env: string | undefined): Promise<Reported[]> {
  return Promise.all([
    look("node", "Node.js", () => {
      checkNode();
      return process.version;
    }),
    look("dependencies", "dependencies", installed),
    look("stack-files", "stack files", () => stackFiles(env)),
    look("policy-pack", "policy pack", () => policyPack()),
  ]);
}

/** What `--local` needs: a place to write, an engine, helm. */
export function rehearsalFindings(choice: EngineChoice): Promise<Reported[]> {
  const report = speaker(true);
  return Promise.all([
    look("rehearsal-folder", "rehearsal folder", () => checkWritable(projectRoot).root),
    look("engine", "Pulumi engine", async () => {
      const engine = await ensureEngine({ choice, report });
      return engine.kind === "in-process"
        ? `none: rehearsals run in process (${engine.reason})`
        : `${engine.version}, ${engine.kind}, ${engine.pulumi}`;
    }),
    look("helm", "helm", async () => {
      const helm = await ensureHelm({ choice: "auto", report });
      return helm.kind === "none"
        ? `none: charts are not rendered (${helm.reason})`
        : `${helm.version}, ${helm.kind}, ${helm.helm}`;
    }),
  ]);
}
