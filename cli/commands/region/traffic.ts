/** `region evacuate` and `region return`. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Command } from "commander";
import { loadEnvironment } from "../../../config/load.ts";
import type { StampConfig } from "../../../config/schema/stamp.ts";
import { stackFileName } from "../../../config/stackName.ts";
import { UserError } from "../../../config/userError.ts";
import { rehearsalPlaces } from "../../../rehearsal/places.ts";
import { projectRoot, speaker } from "../../common.ts";
import {
  changeTraffic,
  type Direction,
  type StampFile,
  type TrafficRequest,
  type TrafficResult,
} from "../../evacuation/evacuate.ts";
import { originClient, type OriginClient } from "../../evacuation/frontDoor.ts";
import { environmentOption } from "../../environment.ts";
import { withLocalAzure } from "../../localAzure.ts";
import { setStackValue } from "../../stackFileEdit.ts";
import { readTraffic, trafficLines } from "../../traffic.ts";

interface TrafficOptions {
  readonly env?: string;
  readonly local?: true;
  readonly only?: readonly string[];
  readonly json?: true;
  readonly subscription?: string;
  readonly toSorryPage?: true;
}

/** Why Front Door would send a stamp nothing although its file enables it. */
function heldBack({ edge, gateway }: StampConfig): string | undefined {
  if (edge.weight === 0) return "edge.weight is 0, which keeps the stamp drained.";
  if (gateway.protocol !== "https")
    return `gateway.protocol is ${gateway.protocol}, and Front Door forwards by HTTPS only.`;
  return undefined;
}

/** Every stamp of an environment, as its file and the shared defaults have it. */
export function stampFiles(environment: string | undefined): StampFile[] {
  return loadEnvironment(projectRoot, environment).flatMap((context) => {
    if (context.kind !== "stamp") return [];
    const { stack, config } = context;
    const held = heldBack(config);
    return [{ stack, location: config.location, enabled: config.edge.enabled && held === undefined, held }];
  });
}

/** Writes `edge.enabled`; a stamp comes back by the key going away, unless defaults say otherwise. */
function writeEnabled(environment: string | undefined, stack: string, enabled: boolean): boolean {
  const key = ["edge", "enabled"] as const;
  if (!enabled) return setStackValue(projectRoot, stack, key, false);
  const removed = setStackValue(projectRoot, stack, key, undefined);
  const stamp = stampFiles(environment).find((file) => file.stack.text === stack);
  return stamp?.enabled === false ? setStackValue(projectRoot, stack, key, true) || removed : removed;
}

async function signedInSubscription(): Promise<string> {
  const known = process.env["ARM_SUBSCRIPTION_ID"] ?? process.env["AZURE_SUBSCRIPTION_ID"];
  if (known) return known;
  try {
    const { stdout } = await promisify(execFile)("az", ["account", "show", "--query", "id", "-o", "tsv"]);
    return stdout.trim();
  } catch {
    throw new UserError({
      key: "--subscription",
      problem: "Which subscription holds Front Door is not known.",
      remedy: "Give its id, set ARM_SUBSCRIPTION_ID, or sign in with `az login`.",
    });
  }
}

function nextSteps({ direction, region, stamps, files, ok }: TrafficResult, repeat: string): string[] {
  const only = stamps.join(" ");
  return [
    ...(ok ? [] : [`Not everything was changed. Repeat it: ${repeat}`]),
    ...(files.length === 0 ? [] : [`Commit ${files.join(" and ")}: Front Door and the files agree now.`]),
    direction === "evacuate"
      ? `The edges follow within minutes. When the region answers again: npx bulkhead up --only ${only}, then npx bulkhead region return ${region}.`
      : `The edges follow within minutes. npx bulkhead up --only ${only} should have nothing to do but these origins.`,
  ];
}

async function run(direction: Direction, region: string, options: TrafficOptions): Promise<void> {
  const { env, local, only, json } = options;
  const say = speaker(json);
  const change = (subscriptionId: string, client: OriginClient): Promise<TrafficResult> => {
    const request: TrafficRequest = {
      direction,
      region,
      only,
      stamps: stampFiles(env),
      subscriptionId,
      client,
      write: (stack, enabled) => writeEnabled(env, stack, enabled),
      toSorryPage: options.toSorryPage ?? false,
      say,
    };
    return changeTraffic(request);
  };
  const result = local
    ? await withLocalAzure(projectRoot, async (azure) =>
        change((await azure.status()).subscriptionId, originClient(azure.info.arm)),
      )
    : await change(options.subscription ?? (await signedInSubscription()), originClient());
  const routes = local ? (readTraffic(rehearsalPlaces(projectRoot).database, undefined) ?? []) : [];
  const repeat = [
    `npx bulkhead region ${direction} ${region}`,
    ...(local ? ["--local"] : []),
    ...(env === undefined ? [] : [`--env ${env}`]),
  ].join(" ");
  for (const line of [...trafficLines(routes), ...nextSteps(result, repeat)]) say(line);
  if (json) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}

function withTrafficOptions(command: Command): Command {
  return command
    .option("--local", "the rehearsal")
    .addOption(environmentOption())
    .option("--only <stack...>", "of several stamps of the region, these")
    .option("--subscription <id>", "where Front Door is; else ARM_SUBSCRIPTION_ID, else that of `az login`")
    .option("--json", "print the result as JSON, and nothing else, on standard output");
}

const example = stackFileName("stamp-eastus");

export function addTrafficCommands(region: Command): void {
  withTrafficOptions(region.command("evacuate <location>"))
    .description(
      "Take a region out of the traffic at once, by Front Door itself: works when the region answers nothing.",
    )
    .option("--to-sorry-page", "even if nobody else is left to answer")
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead region evacuate eastus            disables its origins, and writes edge.enabled: false into ${example}
  npx bulkhead region evacuate eastus --local    the same in the rehearsal
  npx bulkhead region evacuate eastus --json`,
    )
    .action((location: string, options: TrafficOptions) => run("evacuate", location, options));
  withTrafficOptions(region.command("return <location>"))
    .description("Give a region its traffic back, when its stamp is deployed and well.")
    .addHelpText(
      "after",
      `
Examples:
  npx bulkhead region return eastus
  npx bulkhead region return eastus --only stamp-eastus-b    of two generations the second
  npx bulkhead region return eastus --local`,
    )
    .action((location: string, options: TrafficOptions) => run("return", location, options));
}
