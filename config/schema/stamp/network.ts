import { z } from "zod";
import { ipv4Address, privateRange, wholeNumber } from "../../fields.ts";

const virtualNetworkId = z
  .string()
  .regex(
    /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/]+\/providers\/Microsoft\.Network\/virtualNetworks\/[^/]+$/i,
    "This is not the ARM id of a virtual network.",
  );

const nameServers = (description: string) =>
  z.array(ipv4Address(description)).optional().meta({ description });

/** A hub network with a firewall of its own, which then is the way out. */
const hub = z.strictObject({
  virtualNetworkId: virtualNetworkId.meta({
    description: "ARM id of the hub's virtual network. It is peered with the stamp's.",
    examples: [
      "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-hub/providers/Microsoft.Network/virtualNetworks/vnet-hub",
    ],
  }),
  nextHopIp: ipv4Address("Private address of the hub's firewall, to which all routes lead."),
  dnsServers: nameServers(
    "Name servers of the stamp's network. Left out, the firewall at nextHopIp, which then needs its DNS proxy; an empty list means Azure's own.",
  ),
  createHubSidePeering: z.boolean().default(true).meta({
    description:
      "Make the hub's half of the peering too, which needs rights on the hub. false leaves it to those who run the hub.",
  }),
  useHubGateway: z.boolean().default(false).meta({
    description:
      "Reach networks behind the hub's VPN or ExpressRoute gateway, which the hub then has to have.",
  }),
  linkZones: z.boolean().default(true).meta({
    description:
      "Link the stamp's private zones to the hub, where its name server looks names up. A hub takes one zone of a name, so only one stamp can do this for it.",
  }),
  operationsRanges: z.array(privateRange("A range of jump boxes or build agents.")).default([]).meta({
    description:
      "Ranges of jump boxes and build agents behind the hub that may reach private endpoints and the API server.",
  }),
});

/** Somebody's own appliance inside the stamp's network, in place of the Azure Firewall. */
const appliance = z.strictObject({
  nextHopIp: ipv4Address(
    "Private address of the appliance or of the load balancer before it, in the subnet snet-appliance, which the stamp makes.",
  ),
  dnsServers: nameServers("Name servers of the network. Left out, Azure's own."),
});

/** Minutes between two readings that Network Watcher offers (TrafficAnalyticsConfigurationProperties, "10 and 60"). */
const analyticsIntervals = [10, 60];

export const flowLogs = z.strictObject({
  enabled: z.boolean().default(true).meta({
    description: "Record all traffic of the virtual network, in a storage account of its own.",
  }),
  retentionDays: wholeNumber(1, 365).default(90).meta({ description: "Days the records are kept." }),
  trafficAnalytics: z.boolean().default(true).meta({
    description: "Also send what Network Watcher makes of them to the region's workspace, billed by volume.",
  }),
  trafficAnalyticsIntervalMinutes: z
    .int()
    .refine((minutes) => analyticsIntervals.includes(minutes), "Network Watcher offers 10 and 60.")
    .default(60)
    .meta({ description: "Minutes between two readings of the records: 10 or 60." }),
  networkWatcherResourceGroup: z
    .string()
    .min(1)
    .max(90)
    .default("NetworkWatcherRG")
    .meta({ description: "Resource group of the region's Network Watcher. Azure makes this one by itself." }),
  networkWatcherName: z.string().min(1).max(80).optional().meta({
    description:
      "Name of the region's Network Watcher. Left out, the one Azure makes: NetworkWatcher_<region>.",
  }),
});

/** The stamp's virtual network. */
export const network = z
  .strictObject({
    addressSpace: privateRange(
      "Address space of the virtual network; all subnets are cut from it. A /20 is usual.",
    ),
    hub: hub.optional().meta({
      description:
        "An existing hub network whose firewall is the way out. The stamp then has no firewall of its own.",
    }),
    appliance: appliance.optional().meta({
      description: "A third party's appliance in the stamp's network in place of the Azure Firewall.",
    }),
    applicationSecurityGroups: z.boolean().default(false).meta({
      description:
        "Name nodes and private endpoints in security rules by groups of their network interfaces instead of by ranges. Decide when the stamp is made: nodes join when their pool is written.",
    }),
    flowLogs: flowLogs.prefault({}).meta({ description: "Records of the network's traffic." }),
  })
  .superRefine((config, context) => {
    if (config.hub === undefined || config.appliance === undefined) return;
    context.addIssue({
      code: "custom",
      path: ["appliance"],
      message: "There is a hub as well, and only one of them can be the way out.",
      params: { remedy: "Remove network.hub or network.appliance." },
    });
  });
