/** `env`: the environment in which plain `pulumi` works on the rehearsal. */
import type { Command } from "commander";
import * as path from "node:path";
import { UserError } from "../../config/userError.ts";
import { findAzure } from "../../rehearsal/azureProcess.ts";
import { rehearsalPlaces } from "../../rehearsal/places.ts";
import { openRehearsal } from "../../rehearsal/session.ts";
import { engineOption, projectRoot, type EngineChoice } from "../common.ts";

interface EnvOptions {
  readonly local?: true;
  readonly stop?: true;
  readonly json?: true;
  readonly engine: EngineChoice;
}

function quote(value: string): string {
  return `'${value.replaceAll("'", "'\\''")}'`;
}

async function env(options: EnvOptions): Promise<void> {
  if (!options.local) {
    throw new UserError({
      key: "--local",
      problem: "The real Azure needs no environment of ours.",
      remedy: 'For the rehearsal: eval "$(npx bulkhead env --local)".',
    });
  }
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  if (options.stop) {
    const running = await findAzure(rehearsalPlaces(projectRoot));
    await running?.stop();
    say(running ? "The local Azure has ended; what is in it is kept." : "No local Azure was running.");
    return;
  }
  const rehearsal = await openRehearsal({ projectRoot, engine: options.engine, report: say, detached: true });
  if ("reason" in rehearsal) {
    throw new UserError({
      problem: `There is no Pulumi engine to be had: ${rehearsal.reason}.`,
      remedy: "Install Pulumi or Go, then try again.",
    });
  }
  const variables = {
    ...rehearsal.environment,
    PATH: `${rehearsal.places.bin}${path.delimiter}${rehearsal.environment["PATH"] ?? ""}`,
  };
  if (options.json) {
    process.stdout.write(`${JSON.stringify(variables, null, 2)}\n`);
  } else {
    for (const [name, value] of Object.entries(variables))
      process.stdout.write(`export ${name}=${quote(value)}\n`);
  }
  say(
    `The local Azure runs (process ${rehearsal.azure.info.pid}). \`pulumi\` now works on the rehearsal: pulumi preview -s stamp-eastus`,
  );
  say("To stop it: npx bulkhead env --local --stop");
}

export function addEnvCommand(program: Command): void {
  program
    .command("env")
    .description(
      "Print the environment in which plain `pulumi` works on the rehearsal, and start the local Azure.",
    )
    .option("--local", "the rehearsal")
    .option("--stop", "end the local Azure instead")
    .option("--json", "print JSON instead of shell commands")
    .addOption(engineOption())
    .addHelpText(
      "after",
      '\nExamples:\n  eval "$(npx bulkhead env --local)" && pulumi preview -s stamp-eastus',
    )
    .action(env);
}
