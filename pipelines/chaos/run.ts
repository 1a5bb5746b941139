/** Runs an experiment of Chaos Studio in one stamp, and says whether the platform bore it. */
import type { AzureCli } from "../azureCli.ts";
import {
  chaosApiVersion,
  experimentBody,
  faultMinutes,
  targetRequests,
  type ExperimentName,
  type ExperimentSubject,
} from "./experiments.ts";

/** What is asked for. */
export interface ChaosRequest {
  readonly experiment: ExperimentName;
  readonly subscriptionId: string;
  /** Resource group of the stamp; the experiment lies in it and goes with it. */
  readonly resourceGroup: string;
  readonly identityId: string;
  readonly zone: string;
}

/** What the run needs besides Azure. */
export interface ChaosWorld {
  readonly az: AzureCli;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly say: (line: string) => void;
  /** Whether the platform answers a user through Front Door. */
  readonly answers: () => Promise<boolean>;
}

/** Five minutes: what may pass after the failure's end until everything answers again. */
export const recoveryMinutes = 5;

/** Of a hundred looks during the failure so many have to be answered: Front Door takes a stamp out after its probes fail. */
export const leastAnswered = 95;

const lookEvery = 5_000;

const management = "https://management.azure.com";

/** The stamp's resources that the experiment breaks. */
export async function subjectOf(request: ChaosRequest, az: AzureCli): Promise<ExperimentSubject> {
  const group = ["--resource-group", request.resourceGroup];
  const clusters = (await az(["aks", "list", ...group])) as readonly {
    readonly location: string;
    readonly nodeResourceGroup: string;
  }[];
  const [cluster] = clusters;
  if (cluster === undefined || clusters.length > 1)
    throw new Error(
      `${request.resourceGroup} has ${clusters.length} clusters: it is not the group of a stamp.`,
    );
  const base = { location: cluster.location, identityId: request.identityId, zone: request.zone };

  if (request.experiment === "zone-down") {
    const sets = (await az(["vmss", "list", "--resource-group", cluster.nodeResourceGroup])) as readonly {
      readonly id: string;
      readonly zones?: readonly string[];
    }[];
    // A set without a machine in the zone makes the whole experiment fail.
    const resources = sets.filter(({ zones }) => zones?.includes(request.zone) === true).map(({ id }) => id);
    return {
      ...base,
      resources: some(resources, `scale sets in zone ${request.zone}`),
      privateEndpoints: "",
    };
  }
  const networks = (await az(["network", "vnet", "list", ...group])) as readonly {
    readonly subnets: readonly {
      readonly name: string;
      readonly addressPrefix?: string;
      readonly networkSecurityGroup?: { readonly id: string };
    }[];
  }[];
  const subnets = networks.flatMap((network) => network.subnets);
  const endpoints = subnets.find(({ name }) => name === "snet-private-endpoints")?.addressPrefix;
  if (endpoints === undefined)
    throw new Error("The stamp has no subnet snet-private-endpoints with an address range.");
  const groups = subnets.flatMap(({ name, networkSecurityGroup }) =>
    name.startsWith("snet-nodes-") && networkSecurityGroup !== undefined ? [networkSecurityGroup.id] : [],
  );
  return {
    ...base,
    resources: some([...new Set(groups)], "security groups of nodes"),
    privateEndpoints: endpoints,
  };
}

function some(resources: readonly string[], what: string): readonly string[] {
  if (resources.length === 0) throw new Error(`The stamp has no ${what}.`);
  return resources;
}

/**
 * Prepares and starts the experiment, looks at the platform while it runs, and waits until everything answers again.
 *
 * @returns whether enough requests were answered meanwhile and the platform recovered in time.
 * @throws Error when the platform does not answer beforehand, Azure refuses, or the experiment itself failed: then it has shown nothing.
 */
export async function runExperiment(request: ChaosRequest, world: ChaosWorld): Promise<boolean> {
  const { az, say } = world;
  if (!(await world.answers()))
    throw new Error("The platform does not answer; nothing is broken on purpose.");
  const subject = await subjectOf(request, az);
  const put = (path: string, body: unknown): Promise<unknown> =>
    rest(az, "put", path, ["--body", JSON.stringify(body)]);
  for (const { path, body } of targetRequests(request.experiment, subject)) await put(path, body);
  const experiment = `/subscriptions/${request.subscriptionId}/resourceGroups/${request.resourceGroup}/providers/Microsoft.Chaos/experiments/bulkhead-${request.experiment}`;
  await put(experiment, experimentBody(request.experiment, subject));

  say(`${request.experiment}: ${faultMinutes} minutes, ${subject.resources.length} resources`);
  await rest(az, "post", `${experiment}/start`, []);
  const during = await watch(world, faultMinutes);
  const share = Math.round((100 * during.answered) / during.looks);
  say(
    `answered ${share} % of ${during.looks} requests during the failure; at least ${leastAnswered} % are wanted`,
  );

  const ended = await endOf(experiment, world);
  if (ended !== "Success")
    throw new Error(
      `The experiment ended as ${ended}: the failure did not happen as described, so nothing was shown.`,
    );
  const recovered = await recovers(world);
  say(recovered ? "recovered" : `not recovered ${recoveryMinutes} minutes after the end`);
  return share >= leastAnswered && recovered;
}

function rest(az: AzureCli, method: string, path: string, more: readonly string[]): Promise<unknown> {
  return az([
    "rest",
    "--method",
    method,
    "--url",
    `${management}${path}?api-version=${chaosApiVersion}`,
    ...more,
  ]);
}

async function watch(world: ChaosWorld, minutes: number): Promise<{ answered: number; looks: number }> {
  const looks = (minutes * 60_000) / lookEvery;
  let answered = 0;
  for (let look = 0; look < looks; look += 1) {
    if (await world.answers()) answered += 1;
    await world.pause(lookEvery);
  }
  return { answered, looks };
}

/** The status of the latest execution once it has ended. */
async function endOf(experiment: string, { az, pause }: ChaosWorld): Promise<string> {
  for (let look = 0; look < 30; look += 1) {
    const { value } = (await rest(az, "get", `${experiment}/executions`, [])) as {
      value: readonly { properties: { status: string; startedAt: string } }[];
    };
    const latest = value.toSorted((a, b) => b.properties.startedAt.localeCompare(a.properties.startedAt))[0];
    const status = latest?.properties.status ?? "";
    if (["Success", "Failed", "Cancelled"].includes(status)) return status;
    await pause(10_000);
  }
  return "still running";
}

/** Three answers in a row: one alone may come from a stamp that is about to be taken out. */
async function recovers(world: ChaosWorld): Promise<boolean> {
  let inARow = 0;
  for (let look = 0; look < (recoveryMinutes * 60_000) / lookEvery; look += 1) {
    inARow = (await world.answers()) ? inARow + 1 : 0;
    if (inARow === 3) return true;
    await world.pause(lookEvery);
  }
  return false;
}
