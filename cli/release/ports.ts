/** What a release and a drain do to the world, in a rehearsal and on the real Azure. */
import { createInterface } from "node:readline/promises";
import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import { globalContractSchema } from "../../contracts/global.ts";
import { stampContractSchema } from "../../contracts/stamp.ts";
import { formatStackName, parseStackName } from "../../config/stackName.ts";
import { UserError } from "../../config/userError.ts";
import { originGroups } from "../../lib/edge/originGroups.ts";
import { namesFor } from "../../lib/names.ts";
import { parseTarget } from "../../provider/targets.ts";
import { readTraffic, type TrafficRoute } from "../traffic.ts";
import type { DrainPorts } from "./drain.ts";
import type { Health } from "./gate.ts";
import { judge, readOrigins, type OriginHosts } from "./health.ts";
import { defaultSettings, type ReleaseSettings } from "./keys.ts";
import { stampOrigins, type ApprovedLink, type StampOrigins } from "./origins.ts";
import { pairsOf } from "./pairs.ts";
import { brokenPromises, rehearsedHealth, routesOf } from "./rehearsed.ts";
import type { ReleasePorts } from "./run.ts";
import { smokeStamp, type Way } from "./smoke.ts";
import { changeStackFile, generationIn, removeStackFile } from "./stackFile.ts";
import type { Workbench } from "./workbench.ts";

export interface PortOptions {
  /** Where the gateways of new stamps answer from here, by stack; without an entry a real stamp has no smoke test. */
  readonly smokeVia: ReadonlyMap<string, Way>;
  readonly skipSmoke: boolean;
  readonly apiKey: string | undefined;
  /** Rehearsals only: the new generation falls ill when it has reached this percentage. */
  readonly failAt: number | undefined;
  /** Whether a person may be asked on this terminal. */
  readonly interactive: boolean;
}

/** Front Door's own API version in azure-native 3.28.0. */
const cdnVersion = "2025-06-01";

function unreadable(stack: string): UserError {
  return new UserError({
    problem: `The contract of stack '${stack}' is not what this version of the command reads.`,
    remedy: `Run \`npx bulkhead up --only ${stack}\` first.`,
  });
}

// Parts of the contracts only: the old generation may have been deployed by an older program, whose contract lacks other parts.
const globalPart = globalContractSchema.pick({
  version: true,
  environment: true,
  suffix: true,
  frontDoor: true,
});
const stampPart = stampContractSchema.pick({ version: true, origin: true, storage: true });

async function globalContract(bench: Workbench): Promise<z.infer<typeof globalPart>> {
  const name = formatStackName({ environment: bench.request.env, kind: "global" });
  const parsed = globalPart.safeParse(await bench.contract(name));
  if (parsed.success) return parsed.data;
  throw unreadable(name);
}

async function stampContract(bench: Workbench, stack: string): Promise<z.infer<typeof stampPart>> {
  const parsed = stampPart.safeParse(await bench.contract(stack));
  if (parsed.success) return parsed.data;
  throw unreadable(stack);
}

interface ConnectionAnswer {
  readonly properties?: { readonly privateLinkServiceConnectionState?: { readonly status?: string } };
}

/** What Azure says of a connection now. */
async function isApproved({ arm }: Workbench, link: ApprovedLink): Promise<boolean> {
  try {
    const { apiVersion } = parseTarget(link.targetId);
    const { properties } = await arm.get<ConnectionAnswer>(link.connectionId, apiVersion);
    return properties?.privateLinkServiceConnectionState?.status === "Approved";
  } catch (error) {
    if (error instanceof Error && "status" in error && error.status === 404) return false;
    throw error;
  }
}

function originsOf(bench: Workbench): (stacks: readonly string[]) => Promise<StampOrigins[]> {
  return (stacks) =>
    Promise.all(
      [...new Set(stacks)].map(async (stack) =>
        stampOrigins(stack, await bench.state(stack), (link) => isApproved(bench, link)),
      ),
    );
}

function traffic({ database, request }: Workbench): readonly TrafficRoute[] {
  return database === undefined ? [] : routesOf(readTraffic(database, undefined) ?? [], request.env);
}

interface Clock {
  minutesSince(moment: string): number;
  wait(minutes: number): Promise<void>;
}

/** Rehearsals let simulated minutes pass. Real ones that pass meanwhile count as well. */
function clockOf(bench: Workbench): Clock {
  const { azure, signal } = bench;
  let simulated = 0;
  return {
    minutesSince: (moment) => simulated + (Date.now() - Date.parse(moment)) / 60_000,
    wait: async (minutes) => {
      if (azure) {
        await azure.pass(minutes);
        simulated += minutes;
      } else await delay(minutes * 60_000, undefined, { signal });
      // Somebody else may have worked on the stacks while time passed.
      bench.forgetStates();
    },
  };
}

async function hostsOf(bench: Workbench, stacks: readonly string[]): Promise<OriginHosts[]> {
  return Promise.all(
    stacks.map(async (stack) => {
      const { origin, storage } = await stampContract(bench, stack);
      return { stack, hosts: [origin.hostName, storage.website.webHostName] };
    }),
  );
}

async function measuredHealth(
  bench: Workbench,
  news: readonly string[],
  olds: readonly string[],
  percent: number,
): Promise<Health> {
  const { profileId } = (await globalContract(bench)).frontDoor;
  const settings = generationIn(bench.root, news[0] ?? "") ?? defaultSettings;
  try {
    const hosts = await hostsOf(bench, [...news, ...olds]);
    const readings = await readOrigins(bench.arm, profileId, hosts);
    const isNew = ({ stack }: { stack: string }): boolean => news.includes(stack);
    return judge(
      readings.filter(isNew),
      readings.filter((reading) => !isNew(reading)),
      percent,
      settings,
    );
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return { verdict: "unknown", text: `Front Door's metrics could not be read: ${reason}.` };
  }
}

async function smokeOf(bench: Workbench, stack: string, options: PortOptions): Promise<string | undefined> {
  const { say } = bench.request;
  if (bench.database !== undefined) {
    const { verdict, text } = rehearsedHealth(traffic(bench), [stack]);
    return verdict === "well" ? undefined : text;
  }
  const way = options.smokeVia.get(stack);
  if (way === undefined) {
    say(`${stack}: no smoke test, as you wished`);
    return undefined;
  }
  const { origin } = await stampContract(bench, stack);
  const { frontDoor } = await globalContract(bench);
  return smokeStamp(way, origin.hostName, frontDoor.frontDoorId, options.apiKey, (line) =>
    say(`${stack}: ${line}`),
  );
}

/** Everything that routes with a cache keep at the edge. */
async function purgeAll(bench: Workbench): Promise<void> {
  const { frontDoor, suffix, environment } = await globalContract(bench);
  const names = namesFor({ kind: "global", environment: environment === "" ? undefined : environment });
  const endpoint = `${frontDoor.profileId}/afdEndpoints/${names.frontDoorEndpoint(suffix)}`;
  const contentPaths = Object.values(originGroups)
    // The images are of no stamp, so that no release changes them.
    .filter(({ id, cached }) => cached && id !== "images")
    .flatMap(({ patterns }) => patterns);
  const domains = [frontDoor.endpointHostName, ...frontDoor.customDomains.map(({ hostName }) => hostName)];
  // Azure accepts the purge at once and takes up to 20 minutes for it, which the soak time covers.
  await bench.arm.ask(`${endpoint}/purge`, cdnVersion, { contentPaths, domains });
}

async function askPerson(question: string): Promise<"yes" | "no"> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim()) ? "yes" : "no";
  } finally {
    terminal.close();
  }
}

/** Ports of a drain. */
export function drainPorts(bench: Workbench): DrainPorts {
  return {
    origins: originsOf(bench),
    setWeight: (stack, weight) => changeStackFile(bench.root, stack, { weight }),
    applyOrigins: (stacks) => bench.applyOrigins(stacks),
    wait: (minutes) => clockOf(bench).wait(minutes),
    say: bench.request.say,
  };
}

/** Ports of a release. */
export function releasePorts(bench: Workbench, options: PortOptions): ReleasePorts {
  const origins = originsOf(bench);
  const { root } = bench;
  const { env, say } = bench.request;
  return {
    ...clockOf(bench),
    say,
    pairs: () => pairsOf(root, env, origins),
    settingsOf: (stack): ReleaseSettings => generationIn(root, stack) ?? defaultSettings,
    change: ({ stack, weight, halted }) => {
      const isNew = generationIn(root, stack) !== undefined;
      const generation = { since: undefined, passed: undefined, ...(halted === undefined ? {} : { halted }) };
      changeStackFile(root, stack, { weight, ...(isNew ? { generation } : {}) });
    },
    mark: (stack, what) => changeStackFile(root, stack, { generation: { [what]: new Date().toISOString() } }),
    deploy: (stacks) => bench.deploy(stacks),
    applyOrigins: (stacks) => bench.applyOrigins(stacks),
    destroy: (stacks) => bench.destroy(stacks),
    smoke: (stack) => smokeOf(bench, stack, options),
    purge: () => purgeAll(bench),
    forget: (stack) => removeStackFile(root, stack),
    settle: (stack) => changeStackFile(root, stack, { settled: true }),
    broken: () => Promise.resolve(brokenPromises(traffic(bench))),
    health: async (news, olds, percent) => {
      if (bench.azure === undefined) return measuredHealth(bench, news, olds, percent);
      if (options.failAt !== undefined && percent >= options.failAt)
        for (const stack of news) await bench.azure.ail(stack, `--fail-at ${options.failAt}`);
      return rehearsedHealth(traffic(bench), news);
    },
    ask: (question) => (options.interactive ? askPerson(question) : Promise.resolve("nobody" as const)),
  };
}

/** Stamps that would get requests without a smoke test, for a refusal before anything is deployed. */
export function unsmoked(
  stacks: readonly string[],
  { smokeVia, skipSmoke }: Pick<PortOptions, "smokeVia" | "skipSmoke">,
): string[] {
  return skipSmoke ? [] : stacks.filter((stack) => !smokeVia.has(parseStackName(stack).text));
}
