/** Whether the subscription's quotas hold what the stacks make. */
import { numberAt, textAt } from "../../../lib/properties.ts";
import { apiVersions } from "../apiVersions.ts";
import { demandOf, familyOf, type Claim, type Demand } from "../claims.ts";
import data from "../data.json" with { type: "json" };
import { doubtful, fine, wrong, type Finding } from "../finding.ts";
import { skusOf } from "../skus.ts";
import type { Check, World } from "../world.ts";

/** A quota as Azure reports it. */
export interface Usage {
  readonly name: string;
  readonly current: number;
  readonly limit: number;
}

/** What is still to come: what is deployed holds its least already, and Azure counts that as used. */
export function stillToCome(claims: readonly Claim[], deployed: ReadonlySet<string>): Claim[] {
  return claims.map((claim) =>
    deployed.has(claim.stack) ? { ...claim, least: 0, most: claim.most - claim.least } : claim,
  );
}

/** What is wanted on top of what is used, with the second generation of deployed stamps in full. */
export function additional(
  claims: readonly Claim[],
  stamps: ReadonlySet<string>,
  deployed: ReadonlySet<string>,
): Demand {
  const isStamp = (stack: string) => stamps.has(stack);
  const now = demandOf(stillToCome(claims, deployed), isStamp);
  const whole = demandOf(claims, isStamp);
  return { ...now, release: now.most + (whole.release - whole.most) };
}

/** The verdict on one quota. */
export function judge(
  subject: string,
  usage: Usage,
  wanted: Demand,
  command: (limit: number) => string,
): Finding {
  const free = usage.limit - usage.current;
  const text = `${free} of ${usage.limit} are free; wanted on top: ${wanted.least} at least, ${wanted.most} at most, ${wanted.release} while releasing`;
  const needed = usage.current + Math.max(wanted.most, wanted.release);
  const remedy = `Ask for ${needed}: ${command(needed)}.`;
  if (free < wanted.least) return wrong(subject, `${text}.`, remedy);
  if (free < wanted.most)
    return doubtful(subject, `${text}: autoscaling and upgrades would stop short.`, remedy);
  if (free < wanted.release) return doubtful(subject, `${text}: a release would stop short.`, remedy);
  return fine(subject, text);
}

function usageOf(answer: unknown): Usage {
  return {
    name: textAt(answer, "name.value") ?? "",
    current: numberAt(answer, "currentValue") ?? 0,
    limit: numberAt(answer, "limit") ?? 0,
  };
}

function quotaCommand(subscription: string, provider: string, location: string, name: string, type: string) {
  const scope = `/subscriptions/${subscription}/providers/${provider}/locations/${location}`;
  return (limit: number) =>
    `\`az quota update --resource-name ${name} --scope ${scope} --limit-object value=${limit} --resource-type ${type}\``;
}

/** Stacks that are deployed; where the backend cannot be asked none is taken to be, which asks for too much at worst. */
async function deployedStacks(world: World): Promise<ReadonlySet<string>> {
  try {
    return new Set((await world.backend()).deployed.keys());
  } catch {
    return new Set();
  }
}

/** One quota for spot machines of all families. */
const spotQuota = "lowPriorityCores";

async function coresIn(world: World, location: string, claims: readonly Claim[]): Promise<Finding[]> {
  const { arm, subscriptionId, needs } = world;
  const base = `/subscriptions/${subscriptionId}/providers/Microsoft.Compute`;
  const [answers, skus, deployed] = await Promise.all([
    arm.list(`${base}/locations/${location}/usages`, apiVersions.computeUsages),
    skusOf(world, location),
    deployedStacks(world),
  ]);
  const usages = new Map(answers.map(usageOf).map((usage) => [usage.name.toLowerCase(), usage]));
  const judged = (label: string, name: string, some: readonly Claim[]): Finding => {
    const subject = `${label}, ${location}`;
    const usage = usages.get(name.toLowerCase());
    const wanted = additional(some, needs.released, deployed);
    const command = quotaCommand(
      subscriptionId,
      "Microsoft.Compute",
      location,
      usage?.name ?? name,
      name === spotQuota ? "lowPriority" : "dedicated",
    );
    return usage === undefined
      ? wrong(
          subject,
          "The subscription has no quota of this family there.",
          `Ask for ${wanted.release}: ${command(wanted.release)}.`,
        )
      : judge(subject, usage, wanted, command);
  };
  const families = new Map<string, { name: string; claims: Claim[] }>();
  const regular: Claim[] = [];
  const spot: Claim[] = [];
  for (const claim of claims) {
    if (claim.counted.kind !== "vCpus") continue;
    const { size } = claim.counted;
    if (claim.counted.spot) {
      spot.push(claim);
      continue;
    }
    regular.push(claim);
    const family = familyOf(size);
    const name = skus.get(size.toLowerCase())?.family ?? `standard${family}Family`;
    const known = families.get(family) ?? { name, claims: [] };
    known.claims.push(claim);
    families.set(family, known);
  }
  return [
    ...[...families].map(([family, each]) => judged(`vCPUs ${family}`, each.name, each.claims)),
    ...(regular.length > 0 ? [judged("vCPUs of all families", "cores", regular)] : []),
    ...(spot.length > 0 ? [judged("vCPUs of spot machines", spotQuota, spot)] : []),
  ];
}

/** Names under which networks count Standard addresses; older and newer regions answer with different ones. */
const addressQuotas = [
  "IPv4StandardSkuPublicIpAddresses",
  "StandardSkuPublicIpAddresses",
  "PublicIPAddresses",
];

async function addressesIn(world: World, location: string, claims: readonly Claim[]): Promise<Finding[]> {
  const { arm, subscriptionId, needs } = world;
  const answers = await arm.list(
    `/subscriptions/${subscriptionId}/providers/Microsoft.Network/locations/${location}/usages`,
    apiVersions.networkUsages,
  );
  const usages = answers.map(usageOf);
  const counted = addressQuotas.flatMap((name) => usages.filter((usage) => usage.name === name));
  const tightest = counted.sort((a, b) => a.limit - a.current - (b.limit - b.current))[0];
  const subject = `public IP addresses, ${location}`;
  if (tightest === undefined)
    return [doubtful(subject, "Azure names no quota for them there.", "See the portal, Quotas, Networking.")];
  const wanted = additional(claims, needs.released, await deployedStacks(world));
  return [
    judge(
      subject,
      tightest,
      wanted,
      quotaCommand(subscriptionId, "Microsoft.Network", location, tightest.name, "PublicIpAddresses"),
    ),
  ];
}

async function assignmentsIn(world: World, claims: readonly Claim[]): Promise<Finding[]> {
  const { arm, subscriptionId, needs } = world;
  const base = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization`;
  const there = await arm.list(`${base}/roleAssignments`, apiVersions.authorization);
  const limit = data.roleAssignmentsPerSubscription;
  const usage = { name: "roleAssignments", current: there.length, limit };
  const wanted = additional(claims, needs.released, await deployedStacks(world));
  const split = "this limit cannot be raised; spread the stamps over several subscriptions";
  return [judge("role assignments", usage, wanted, () => split)];
}

async function look(world: World): Promise<Finding[]> {
  const { claims } = world.needs;
  const of = (kind: Claim["counted"]["kind"]) => claims.filter(({ counted }) => counted.kind === kind);
  const byRegion = (some: readonly Claim[], ask: typeof coresIn) =>
    [...new Set(some.map(({ location }) => location))].sort().map((location) =>
      ask(
        world,
        location,
        some.filter((claim) => claim.location === location),
      ),
    );
  const findings = await Promise.all([
    ...byRegion(of("vCpus"), coresIn),
    ...byRegion(of("publicIps"), addressesIn),
    assignmentsIn(world, of("roleAssignments")),
  ]);
  return findings.flat();
}

export const quotasCheck: Check = { id: "quotas", title: "quotas", look };
