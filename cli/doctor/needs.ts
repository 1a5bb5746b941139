/** What the platform wants of a subscription, read from what its programs register. Nothing here asks Azure. */
import { parseStackName } from "../../config/stackName.ts";
import { armName, graphOf, ofType, type Graph, type GraphNode } from "../../graph/model.ts";
import { flagAt, numberAt, objectsAt, textAt, textsAt, type Properties } from "../../lib/properties.ts";
import { resourceTypes } from "../../lib/resourceTypes.ts";
import { claimsOf, type Claim } from "./claims.ts";
import data from "./data.json" with { type: "json" };

/** A resource provider that has to be registered, and what needs it. */
export interface ProviderNeed {
  readonly namespace: string;
  readonly reason: string;
}

/** A feature of a subscription that has to be registered. */
export interface FeatureNeed {
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
}

/** A VM size somewhere, with what its machines want of it. */
export interface SizeNeed {
  readonly size: string;
  readonly location: string;
  /** Zones that machines are spread over; empty for none. */
  readonly zones: readonly string[];
  readonly ephemeralDisk: boolean;
  readonly encryptionAtHost: boolean;
  readonly trustedLaunch: boolean;
  readonly stacks: readonly string[];
}

/** A name that no other resource may have: in all of Azure, or in the subscription. */
export interface NameNeed {
  readonly stack: string;
  readonly armType: string;
  readonly name: string;
  readonly id: string;
}

export interface Needs {
  readonly stacks: readonly string[];
  readonly stamps: ReadonlySet<string>;
  /** The stamps that a release would put a second generation beside: those that have none yet. */
  readonly released: ReadonlySet<string>;
  readonly claims: readonly Claim[];
  readonly providers: readonly ProviderNeed[];
  readonly features: readonly FeatureNeed[];
  /** ARM types by the regions where they are made. */
  readonly types: readonly { readonly armType: string; readonly location: string }[];
  readonly sizes: readonly SizeNeed[];
  readonly cosmos: readonly { readonly location: string; readonly zoneRedundant: boolean }[];
  readonly kubernetes: readonly {
    readonly stack: string;
    readonly location: string;
    readonly version: string;
    readonly longTerm: boolean;
  }[];
  readonly groups: readonly NameNeed[];
  readonly workspaces: readonly NameNeed[];
  /** Names that end with the suffix that the first deployment of `global` draws. */
  readonly names: readonly NameNeed[];
  /** The suffix of the run that `names` were read from, which is not the real one. */
  readonly suffix: string;
  /** Stacks that write role definitions, which somebody with more rights deploys first. */
  readonly definers: readonly string[];
  /** Actions of Azure RBAC that a deployment takes in the subscription, each once. */
  readonly actions: readonly string[];
}

/** Types whose names are unique in all of Azure and end with the suffix of `global`; vaults of stamps draw their own. */
const named = [
  "containerregistry:Registry",
  "cosmosdb:DatabaseAccount",
  "eventhub:Namespace",
  "keyvault:Vault",
  "storage:StorageAccount",
];

/** Rows of lib/resourceTypes.ts that azure-native makes through the data plane. */
const notInArm = new Set([
  "Microsoft.Storage/storageAccounts/blobServices/containers/blobs",
  "Microsoft.Storage/storageAccounts/staticWebsite",
]);

function nameNeed(node: GraphNode): NameNeed {
  return { stack: node.stack, armType: node.armType ?? "", name: armName(node), id: node.id ?? "" };
}

function each<Item>(items: readonly Item[], key: (item: Item) => string): Item[] {
  return [...new Map(items.map((item) => [key(item), item])).values()].sort((a, b) =>
    key(a) < key(b) ? -1 : 1,
  );
}

function providersOf(graph: Graph): ProviderNeed[] {
  const registered = graph.nodes.flatMap(({ armType }) =>
    armType === undefined ? [] : [{ namespace: armType.split("/")[0] ?? "", reason: armType }],
  );
  const implied = data.impliedProviders.filter(({ type }) => graph.byType.has(type));
  // What belongs to the tenant or to ARM itself is not registered in a subscription.
  const always = new Set(["microsoft.aadiam", "Microsoft.Resources", "Microsoft.Authorization"]);
  // The first reason is kept, and a type that is registered is a better one.
  const all = [...implied, ...registered].filter(({ namespace }) => !always.has(namespace));
  return each(
    all.map(({ namespace, reason }) => ({ namespace, reason })),
    ({ namespace }) => namespace,
  );
}

interface Machines {
  readonly node: GraphNode;
  readonly location: string;
  readonly properties: Properties;
}

function poolsOf(graph: Graph): Machines[] {
  return ofType(graph, "containerservice:ManagedCluster").flatMap((node) => {
    const location = textAt(node.inputs, "location") ?? "";
    const own = objectsAt(node.inputs, "agentPoolProfiles[]");
    const others = ofType(graph, "containerservice:AgentPool")
      .filter(({ stack }) => stack === node.stack)
      .map(({ inputs }) => inputs);
    return [...own, ...others].map((properties) => ({ node, location, properties }));
  });
}

/** One for each pool and scale set. */
function machinesOf(graph: Graph): SizeNeed[] {
  const pools = poolsOf(graph).map(({ node, location, properties }): SizeNeed => ({
    size: textAt(properties, "vmSize") ?? "",
    location,
    zones: textsAt(properties, "availabilityZones[]"),
    ephemeralDisk: textAt(properties, "osDiskType") === "Ephemeral",
    encryptionAtHost: flagAt(properties, "enableEncryptionAtHost") ?? false,
    trustedLaunch: flagAt(properties, "securityProfile.enableSecureBoot") ?? false,
    stacks: [node.stack],
  }));
  const profile = "virtualMachineProfile.securityProfile";
  const sets = ofType(graph, "compute:VirtualMachineScaleSet").map(({ inputs, stack }): SizeNeed => ({
    size: textAt(inputs, "sku.name") ?? "",
    location: textAt(inputs, "location") ?? "",
    zones: textsAt(inputs, "zones[]"),
    ephemeralDisk: false,
    encryptionAtHost: flagAt(inputs, `${profile}.encryptionAtHost`) ?? false,
    trustedLaunch: textAt(inputs, `${profile}.securityType`) === "TrustedLaunch",
    stacks: [stack],
  }));
  return [...pools, ...sets];
}

/** One for each size and region, with all that its machines want there. */
function sizesOf(machines: readonly SizeNeed[]): SizeNeed[] {
  const merged = new Map<string, SizeNeed>();
  for (const need of machines) {
    const key = `${need.location} ${need.size}`;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined
        ? need
        : {
            ...need,
            zones: [...new Set([...known.zones, ...need.zones])].sort(),
            ephemeralDisk: known.ephemeralDisk || need.ephemeralDisk,
            encryptionAtHost: known.encryptionAtHost || need.encryptionAtHost,
            trustedLaunch: known.trustedLaunch || need.trustedLaunch,
            stacks: [...new Set([...known.stacks, ...need.stacks])],
          },
    );
  }
  return [...merged.values()].sort((a, b) =>
    `${a.location} ${a.size}` < `${b.location} ${b.size}` ? -1 : 1,
  );
}

function featuresOf(machines: readonly SizeNeed[]): FeatureNeed[] {
  const encrypted = machines.filter(({ encryptionAtHost }) => encryptionAtHost);
  if (encrypted.length === 0) return [];
  const stacks = [...new Set(encrypted.flatMap((size) => size.stacks))].join(", ");
  return [{ ...data.features.encryptionAtHost, reason: `encryption at host in ${stacks}` }];
}

function actionsOf(graph: Graph): string[] {
  const scopes = new Map([...resourceTypes.values()].map(({ arm, scope }) => [arm, scope]));
  const types = new Set(graph.nodes.flatMap(({ armType }) => armType ?? []));
  const own = [...types].filter((type) => !notInArm.has(type) && scopes.get(type) !== "tenant");
  return own
    .map((type) =>
      type.replace(
        /^Microsoft\.Resources\/resourceGroups$/,
        "Microsoft.Resources/subscriptions/resourceGroups",
      ),
    )
    .flatMap((type) => ["read", "write", "delete"].map((verb) => `${type}/${verb}`))
    .sort();
}

/** Stamps that are the only generation of their region. */
function withoutSecond(stamps: readonly string[]): string[] {
  const place = (stack: string) => {
    const { environment = "", region = "" } = parseStackName(stack);
    return `${environment}.${region}`;
  };
  return stamps.filter((stack) => !stamps.some((other) => other !== stack && place(other) === place(stack)));
}

/**
 * @param stamps names of the stacks that are stamps.
 * @param agents most machines of the scale sets that Azure DevOps scales, by stack.
 * @param chosen leaves out stacks whose needs do not matter.
 */
export function needsOf(
  whole: Graph,
  stamps: readonly string[],
  agents: Readonly<Record<string, number>>,
  chosen: (stack: string) => boolean = () => true,
): Needs {
  const graph = graphOf(whole.nodes.filter(({ stack }) => chosen(stack)));
  const machines = machinesOf(graph);
  const located = graph.nodes.flatMap(({ armType, inputs }) => {
    const location = textAt(inputs, "location")?.toLowerCase();
    return armType === undefined || location === undefined || location === "global"
      ? []
      : [{ armType, location }];
  });
  const drawn = whole.byType.get("random:index/randomString:RandomString") ?? [];
  const suffix = drawn.find(({ name }) => name === "suffix");
  return {
    stacks: graph.stacks,
    stamps: new Set(stamps),
    released: new Set(withoutSecond([...stamps])),
    claims: claimsOf(graph, agents),
    providers: providersOf(graph),
    features: featuresOf(machines),
    types: each(located, ({ armType, location }) => `${armType} ${location}`),
    sizes: sizesOf(machines),
    cosmos: ofType(graph, "cosmosdb:DatabaseAccount").flatMap(({ inputs }) =>
      objectsAt(inputs, "locations[]")
        .sort((a, b) => (numberAt(a, "failoverPriority") ?? 0) - (numberAt(b, "failoverPriority") ?? 0))
        .map((place) => ({
          location: textAt(place, "locationName") ?? "",
          zoneRedundant: flagAt(place, "isZoneRedundant") ?? false,
        })),
    ),
    kubernetes: ofType(graph, "containerservice:ManagedCluster").map(({ inputs, stack }) => ({
      stack,
      location: textAt(inputs, "location") ?? "",
      version: textAt(inputs, "kubernetesVersion") ?? "",
      longTerm: textAt(inputs, "supportPlan") === "AKSLongTermSupport",
    })),
    groups: ofType(graph, "resources:ResourceGroup").map(nameNeed),
    workspaces: ofType(graph, "operationalinsights:Workspace").map(nameNeed),
    names: named.flatMap((type) => ofType(graph, type).map(nameNeed)),
    suffix: textAt(suffix?.outputs, "result") ?? "",
    definers: [...new Set(ofType(graph, "authorization:RoleDefinition").map(({ stack }) => stack))],
    actions: actionsOf(graph),
  };
}
