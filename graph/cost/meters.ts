/** What Azure bills for a resource, as far as its inputs say it: how many units of which price a month. */
import { ofType, type Graph, type GraphNode } from "../model.ts";
import { flagAt, numberAt, objectsAt, textAt, type Properties } from "../../lib/properties.ts";
import { hoursPerMonth } from "./prices.ts";

/** Units of a price that a resource takes in a month. */
export interface Meter {
  /** The id of a row of the price table. */
  readonly price: string;
  /** With as little as autoscaling goes down to. */
  readonly least: number;
  /** With as much as autoscaling goes up to. */
  readonly most: number;
}

/** What is known of a resource: meters, or why there are none. */
export type Metering =
  | { readonly kind: "meters"; readonly meters: readonly Meter[]; readonly usage?: readonly string[] }
  | { readonly kind: "free" }
  /** Only what goes through it costs; names of prices. */
  | { readonly kind: "usage"; readonly prices: readonly string[] }
  | { readonly kind: "unknown"; readonly reason: string };

function fixed(price: string, units: number): Meter {
  return { price, least: units, most: units };
}

function meters(...list: readonly Meter[]): Metering {
  return { kind: "meters", meters: list };
}

function hourly(price: string, count = 1): Metering {
  return meters(fixed(price, count * hoursPerMonth));
}

const daysPerMonth = hoursPerMonth / 24;

/** "Standard_D4ds_v5" is billed by the row "vm.D4ds_v5". */
function machinePrice(size: string): string {
  return `vm.${size.replace(/^Standard_/, "")}`;
}

function poolMeter(pool: Properties): Meter {
  const count = numberAt(pool, "count") ?? 0;
  const scaled = flagAt(pool, "enableAutoScaling") ?? false;
  const least = scaled ? (numberAt(pool, "minCount") ?? count) : count;
  const most = scaled ? (numberAt(pool, "maxCount") ?? count) : count;
  return {
    price: machinePrice(textAt(pool, "vmSize") ?? ""),
    least: least * hoursPerMonth,
    most: most * hoursPerMonth,
  };
}

function cluster({ inputs }: GraphNode): Metering {
  const tier = textAt(inputs, "sku.tier") ?? "Free";
  const plane = tier === "Free" ? [] : [fixed(`aks.${tier.toLowerCase()}`, hoursPerMonth)];
  return meters(...plane, ...objectsAt(inputs, "agentPoolProfiles[]").map(poolMeter));
}

/** Autoscale bills each hour's highest throughput, and a tenth of the limit at least (Cosmos DB, "Autoscale throughput"). */
const leastPartOfAutoscale = 0.1;

function container({ inputs }: GraphNode, graph: Graph): Metering {
  const account = ofType(graph, "cosmosdb:DatabaseAccount").find(
    (node) => textAt(node.inputs, "accountName") === textAt(inputs, "accountName"),
  );
  const regions = Math.max(1, objectsAt(account?.inputs, "locations[]").length);
  const several = flagAt(account?.inputs, "enableMultipleWriteLocations") ?? false;
  const most = numberAt(inputs, "options.autoscaleSettings.maxThroughput");
  const steady = numberAt(inputs, "options.throughput");
  const units = (throughput: number) => (throughput / 100) * regions * hoursPerMonth;
  if (most !== undefined)
    return {
      kind: "meters",
      meters: [
        {
          price: several ? "cosmos.ru.multi" : "cosmos.ru.single.autoscale",
          least: units(most * leastPartOfAutoscale),
          most: units(most),
        },
      ],
      usage: ["cosmos.storage", "cosmos.backup.continuous30"],
    };
  if (steady === undefined) return { kind: "usage", prices: ["cosmos.storage"] };
  return {
    kind: "meters",
    meters: [fixed(several ? "cosmos.ru.multi" : "cosmos.ru.single.manual", units(steady))],
    usage: ["cosmos.storage"],
  };
}

function namespace({ inputs }: GraphNode): Metering {
  const tier = textAt(inputs, "sku.name");
  if (tier !== "Standard") return { kind: "unknown", reason: `no price of Event Hubs ${tier ?? ""}` };
  const capacity = numberAt(inputs, "sku.capacity") ?? 1;
  const most = flagAt(inputs, "isAutoInflateEnabled")
    ? (numberAt(inputs, "maximumThroughputUnits") ?? capacity)
    : capacity;
  return {
    kind: "meters",
    meters: [{ price: "eh.tu", least: capacity * hoursPerMonth, most: most * hoursPerMonth }],
    usage: ["eh.ingress"],
  };
}

function webTest({ inputs }: GraphNode): Metering {
  const every = numberAt(inputs, "frequency") ?? 300;
  const places = objectsAt(inputs, "locations[]").length;
  return meters(fixed("webtest.standard", ((hoursPerMonth * 3600) / every) * places));
}

function logAlert({ inputs }: GraphNode): Metering {
  const every = textAt(inputs, "evaluationFrequency");
  return every === "PT5M"
    ? meters(fixed("alert.log5", 1))
    : { kind: "unknown", reason: `no price of a log alert every ${every ?? "while"}` };
}

/** Defender plans that are billed by things the graph can count. */
function defender({ inputs }: GraphNode, graph: Graph): Metering {
  if (textAt(inputs, "pricingTier") !== "Standard") return { kind: "free" };
  const name = textAt(inputs, "pricingName") ?? "";
  const count = (type: string) => ofType(graph, type).length;
  if (name === "KeyVaults") return meters(fixed("defender.keyvault", count("keyvault:Vault")));
  if (name === "StorageAccounts") return meters(fixed("defender.storage", count("storage:StorageAccount")));
  if (name === "Arm") return meters(fixed("defender.arm", 1));
  const byUse: Readonly<Record<string, string>> = {
    Containers: "defender.containers",
    CosmosDbs: "defender.cosmos",
    VirtualMachines: "defender.servers.p2",
  };
  const price = byUse[name];
  return price === undefined
    ? { kind: "unknown", reason: `no price of the plan ${name}` }
    : { kind: "usage", prices: [price] };
}

function profile({ inputs }: GraphNode): Metering {
  const premium = textAt(inputs, "sku.name") === "Premium_AzureFrontDoor";
  return {
    kind: "meters",
    meters: [fixed(premium ? "afd.premium.base" : "afd.standard.base", 1)],
    usage: ["afd.premium.requests", "afd.egress", "afd.to-origin"],
  };
}

type Rule = (node: GraphNode, graph: Graph) => Metering;

const tierOf = (node: GraphNode) => (textAt(node.inputs, "sku.tier") ?? "standard").toLowerCase();

const rules: Readonly<Record<string, Rule>> = {
  "containerservice:ManagedCluster": cluster,
  "containerservice:AgentPool": ({ inputs }) => meters(poolMeter(inputs)),
  "compute:VirtualMachineScaleSet": ({ inputs }) =>
    hourly(machinePrice(textAt(inputs, "sku.name") ?? ""), numberAt(inputs, "sku.capacity") ?? 0),
  "network:AzureFirewall": (node) => ({
    kind: "meters",
    meters: [fixed(`fw.${tierOf(node)}`, hoursPerMonth)],
    usage: ["fw.data", "egress.internet"],
  }),
  "network:PublicIPAddress": () => hourly("pip.standard"),
  "network:PrivateEndpoint": () => ({
    kind: "meters",
    meters: [fixed("pe.hour", hoursPerMonth)],
    usage: ["pe.gb"],
  }),
  "network:BastionHost": ({ inputs }) =>
    hourly(`bastion.${(textAt(inputs, "sku.name") ?? "").toLowerCase()}`),
  "network:NatGateway": () => ({
    kind: "meters",
    meters: [fixed("nat.hour", hoursPerMonth)],
    usage: ["nat.gb"],
  }),
  "network:DdosProtectionPlan": () => meters(fixed("ddos.plan", 1)),
  "network:VirtualNetworkPeering": () => ({ kind: "usage", prices: ["peering.intra"] }),
  "network:FlowLog": () => ({ kind: "usage", prices: ["flow.logs", "ta.60"] }),
  "privatedns:PrivateZone": () => meters(fixed("dns.privatezone", 1)),
  "cdn:Profile": profile,
  "cosmosdb:SqlResourceSqlContainer": container,
  "containerregistry:Registry": () => ({
    kind: "meters",
    meters: [fixed("acr.premium", daysPerMonth)],
    usage: ["acr.storage"],
  }),
  "containerregistry:Replication": () => meters(fixed("acr.replica", daysPerMonth)),
  "eventhub:Namespace": namespace,
  "keyvault:Vault": () => ({ kind: "usage", prices: ["kv.ops"] }),
  "storage:StorageAccount": ({ inputs }) => {
    const redundancy = (textAt(inputs, "sku.name") ?? "").replace(/^Standard_(RA)?/, "").toLowerCase();
    return { kind: "usage", prices: [`st.${redundancy}.hot`] };
  },
  "operationalinsights:Workspace": () => ({ kind: "usage", prices: ["law.payg", "law.retention"] }),
  "applicationinsights:Component": () => ({ kind: "usage", prices: ["law.payg"] }),
  "monitor:AzureMonitorWorkspace": () => ({ kind: "usage", prices: ["prom.ingest"] }),
  "monitor:MetricAlert": () => meters(fixed("alert.metric", 1)),
  "monitor:ScheduledQueryRule": logAlert,
  "applicationinsights:WebTest": webTest,
  "security:Pricing": defender,
};

/**
 * Types that are not billed by themselves. Managed identities and role assignments are in the price table; the others are
 * parts of a resource that is billed, or configuration that Azure has no meter for (from memory, not from a price page).
 */
const free = new Set([
  ...["ResourceGroup"].map((name) => `resources:${name}`),
  ...["VirtualNetwork", "Subnet", "NetworkSecurityGroup", "ApplicationSecurityGroup", "RouteTable"].map(
    (name) => `network:${name}`,
  ),
  ...["IpGroup", "PrivateDnsZoneGroup"].map((name) => `network:${name}`),
  ...["RoleAssignment", "RoleDefinition", "ManagementLockByScope", "PolicyAssignment", "PolicyExemption"].map(
    (name) => `authorization:${name}`,
  ),
  "policyinsights:RemediationAtSubscription",
  ...["UserAssignedIdentity", "FederatedIdentityCredential"].map((name) => `managedidentity:${name}`),
  ...["AFDEndpoint", "AFDOrigin", "AFDOriginGroup", "Route", "Rule", "RuleSet", "SecurityPolicy"].map(
    (name) => `cdn:${name}`,
  ),
  ...["DatabaseAccount", "SqlResourceSqlDatabase", "SqlResourceSqlRoleAssignment"].map(
    (name) => `cosmosdb:${name}`,
  ),
  ...["EventHub", "ConsumerGroup"].map((name) => `eventhub:${name}`),
  ...["BlobContainer", "BlobServiceProperties", "Table", "ManagementPolicy", "Blob"].map(
    (name) => `storage:${name}`,
  ),
  ...[
    "DiagnosticSetting",
    "SubscriptionDiagnosticSetting",
    "DataCollectionEndpoint",
    "DataCollectionRule",
  ].map((name) => `monitor:${name}`),
  ...["DataCollectionRuleAssociation", "ActivityLogAlert"].map((name) => `monitor:${name}`),
  "keyvault:Secret",
  "containerservice:MaintenanceConfiguration",
  "privatedns:VirtualNetworkLink",
  "consumption:Budget",
  "operationalinsights:SavedSearch",
  "applicationinsights:Workbook",
  "security:SecurityContact",
  "security:Automation",
]);

/** What Azure bills for a resource of azure-native. */
export function meteringOf(node: GraphNode, graph: Graph): Metering {
  const type = node.type.replace("azure-native:", "");
  const rule = rules[type];
  if (rule !== undefined) return rule(node, graph);
  return free.has(type) ? { kind: "free" } : { kind: "unknown", reason: "no price in the table" };
}
