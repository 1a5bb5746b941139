import { z } from "zod";
import { days } from "../../../lib/maintenance.ts";
import { privateRange, wholeNumber } from "../../fields.ts";
import { defaultKubernetesVersion, refuseKubernetesVersion } from "../../kubernetesVersions.ts";
import { features } from "./features.ts";
import { systemPool, userPools } from "./pools.ts";

const kubernetesVersion = z
  .string()
  .superRefine((text, context) => {
    const refusal = refuseKubernetesVersion(text);
    if (refusal === undefined) return;
    context.addIssue({ code: "custom", message: refusal.problem, params: { remedy: refusal.remedy } });
  })
  .default(defaultKubernetesVersion)
  .meta({
    description:
      "Minor version of Kubernetes, in quotes. Raising it by one upgrades the control plane and then the pools.",
    examples: [defaultKubernetesVersion],
  });

const apiServer = z.strictObject({
  access: z.enum(["privateLink", "vnetIntegration", "public"]).default("privateLink").meta({
    description:
      "How the API server is reached: a private endpoint, for other networks too; an address in a subnet of the stamp, for other networks by peering or a private link service; or the internet, from authorizedIpRanges only.",
  }),
  authorizedIpRanges: z
    .array(z.cidrv4("This is not an IPv4 range such as 198.51.100.0/24."))
    .default([])
    .meta({
      description:
        "Public ranges that reach a public API server; the stamp's own egress addresses are added. Refused for a private one.",
    }),
});

const seconds = (description: string, minimum: number, maximum: number, standard: number) =>
  wholeNumber(minimum, maximum).default(standard).meta({ description });

/** Defaults are those of AKS (azure-aks-docs cluster-autoscaler.md, profile settings), except for the first two. */
const autoscaler = z.strictObject({
  expander: z
    .enum(["least-waste", "most-pods", "priority", "random"])
    .default("least-waste")
    .meta({ description: "Which pool grows when several could." }),
  balanceSimilarPools: z
    .boolean()
    .default(true)
    .meta({ description: "Keep pools of the same size at about the same number of nodes." }),
  scanIntervalSeconds: seconds("Seconds between two looks at the cluster.", 5, 600, 10),
  scaleDownUnneededMinutes: wholeNumber(1, 1440)
    .default(10)
    .meta({ description: "Minutes a node is not needed before it goes." }),
  scaleDownDelayAfterAddMinutes: wholeNumber(1, 1440)
    .default(10)
    .meta({ description: "Minutes after a node was added before any goes." }),
  maxGracefulTerminationSeconds: seconds("Seconds a pod gets to end when its node goes.", 0, 86400, 600),
  skipNodesWithLocalStorage: z
    .boolean()
    .default(false)
    .meta({ description: "Keep nodes with pods that use local storage, emptyDir volumes included." }),
});

const window = (what: string) =>
  z
    .strictObject({
      dayOfWeek: z.enum(days).meta({ description: "Day of the week, in UTC." }),
      startTime: z
        .string()
        .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "This is not a time such as 22:00.")
        .meta({ description: "Start in UTC, in quotes.", examples: ["22:00"] }),
      durationHours: wholeNumber(4, 24).default(8).meta({ description: "Hours the window lasts." }),
    })
    .optional()
    .meta({
      description: `When AKS may install ${what}. Left out, a weekly window of the region's own, never that of the paired region.`,
    });

const upgrades = z.strictObject({
  channel: z.enum(["patch", "none"]).default("patch").meta({
    description:
      "patch: AKS installs patch versions by itself. A new minor version always comes from kubernetesVersion.",
  }),
  nodeOsChannel: z.enum(["NodeImage", "SecurityPatch", "None"]).default("NodeImage").meta({
    description:
      "How nodes get security updates: new images weekly, patches in place where possible, or not by AKS.",
  }),
  clusterWindow: window("patch versions"),
  nodeOsWindow: window("updates of the nodes"),
});

/** The AKS cluster. */
export const cluster = z.strictObject({
  kubernetesVersion,
  tier: z.enum(["Free", "Standard", "Premium"]).default("Standard").meta({
    description:
      "Standard has an SLA for the API server; Premium adds long-term support; Free is for trials.",
  }),
  longTermSupport: z.boolean().default(false).meta({
    description: "Two years of support for the Kubernetes version instead of one. Needs the tier Premium.",
  }),
  apiServer: apiServer.prefault({}).meta({ description: "The Kubernetes API server." }),
  egress: z.enum(["firewall", "networkIsolated"]).default("firewall").meta({
    description:
      "firewall: nodes leave through the routes. networkIsolated: they need no way out, AKS takes its own images from the registry's cache.",
  }),
  podNetwork: z.enum(["overlay", "podSubnet"]).default("overlay").meta({
    description:
      "overlay: pods have addresses of podCidr, which exist only in the cluster. podSubnet: addresses of a subnet of the stamp, for those who must see pods by address.",
  }),
  podCidr: privateRange("Overlay addresses of pods; the same in every stamp. Each node takes a /24.").default(
    "192.168.0.0/16",
  ),
  serviceCidr: privateRange("Addresses of Kubernetes services; the same in every stamp.").default(
    "172.16.0.0/16",
  ),
  systemPool: systemPool.prefault({}).meta({ description: "The pool of the cluster's own pods." }),
  userPools: userPools.prefault([{ name: "workload" }]).meta({ description: "The pools of the workload." }),
  autoscaler: autoscaler.prefault({}).meta({ description: "The cluster autoscaler." }),
  upgrades: upgrades.prefault({}).meta({ description: "What AKS upgrades by itself, and when." }),
  imageCleaner: z
    .strictObject({
      enabled: z.boolean().default(true).meta({ description: "Remove unused images from the nodes." }),
      intervalHours: wholeNumber(24, 2160).default(168).meta({ description: "Hours between two cleanings." }),
    })
    .prefault({})
    .meta({ description: "The image cleaner." }),
  features: features.prefault({}).meta({ description: "Add-ons and drivers of the cluster." }),
});

/** The cluster as configured, with defaults. */
export type ClusterConfig = z.output<typeof cluster>;
