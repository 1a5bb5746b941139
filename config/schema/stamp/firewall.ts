import { z } from "zod";
import { refuseHost } from "../../../lib/egress/refusedHosts.ts";
import { addressesInPrefix, addressPrefix, instances, mostAddresses } from "../../../lib/egress/snat.ts";
import { wholeNumber } from "../../fields.ts";
import { intrusionDetection, threatIntelligence } from "../firewallPolicies.ts";

function checkHost(host: string, context: z.RefinementCtx, wildcards: boolean, path: string[] = []): void {
  const refusal = refuseHost(host, { wildcards });
  if (refusal === undefined) return;
  context.addIssue({ code: "custom", path, message: refusal.problem, params: { remedy: refusal.remedy } });
}

const plainHost = z
  .string()
  .superRefine((host, context) => checkHost(host, context, true))
  .meta({ description: "A host that the workload may reach over HTTPS.", examples: ["api.example.com"] });

const detailedHost = z
  .strictObject({
    host: z.string().meta({
      description: "Host name; *. in front stands for any name below, with the protocols Https and Http.",
      examples: ["api.example.com"],
    }),
    protocol: z.enum(["Https", "Http", "Tcp", "Udp"]).default("Https").meta({
      description:
        "Https and Http are matched by the name in the request; Tcp and Udp by the addresses the firewall resolves.",
    }),
    port: wholeNumber(1, 64000)
      .optional()
      .meta({ description: "Left out, 443 for Https and 80 for Http; Tcp and Udp have no usual one." }),
    reason: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .meta({ description: "Why the workload calls it; stands in the rule and in `bulkhead egress`." }),
    inspected: z.boolean().default(false).meta({
      description:
        "Open the TLS connection and look inside. The pods that call it have to trust the authority of tlsInspection.",
    }),
  })
  .superRefine((entry, context) => {
    const network = entry.protocol === "Tcp" || entry.protocol === "Udp";
    checkHost(entry.host, context, !network, ["host"]);
    const refuse = (key: string, message: string, remedy: string) =>
      context.addIssue({ code: "custom", path: [key], message, params: { remedy } });
    if (network && entry.port === undefined)
      refuse("port", `${entry.protocol} has no usual port.`, "Add the port.");
    if (entry.inspected && entry.protocol !== "Https")
      refuse("inspected", `${entry.protocol} has no TLS to open.`, "Remove inspected.");
  });

const autoscale = z
  .strictObject({
    minCapacity: wholeNumber(instances.min, instances.max).meta({
      description: "Instances that always run; each is billed, and each adds SNAT ports.",
    }),
    maxCapacity: wholeNumber(instances.min, instances.max).meta({
      description: "Most instances: the same as minCapacity, or at least two more.",
    }),
  })
  .superRefine(({ minCapacity, maxCapacity }, context) => {
    if (maxCapacity === minCapacity || maxCapacity > minCapacity + 1) return;
    context.addIssue({
      code: "custom",
      path: ["maxCapacity"],
      message: `${maxCapacity} is neither minCapacity ${minCapacity} nor at least two more, as Azure wants it.`,
      params: { remedy: `Write ${minCapacity}, or ${minCapacity + 2} or more.` },
    });
  });

const vaultId =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i;

/** The authority whose certificates the firewall shows to the pods in place of the real ones. */
const tlsInspection = z.strictObject({
  certificateName: z
    .string()
    .regex(/^[0-9A-Za-z-]{1,127}$/, "It is not the name of a certificate in a Key Vault.")
    .meta({
      description: "Name of the certificate in the vault: an intermediate authority with its key, RSA 4096.",
    }),
  vaultId: z.string().regex(vaultId, "It is not the id of a Key Vault.").meta({
    description:
      "ARM id of the vault that holds it. Azure Firewall reads it over the public endpoint, so it is a vault of your PKI and not the stamp's.",
  }),
});

/** Catalogue entries that no other key stands for. */
const furtherFeatures = z.enum(["cluster-extensions"]);

/** The Azure Firewall all egress goes through. */
export const firewall = z
  .strictObject({
    tier: z.enum(["Premium", "Standard"]).default("Premium").meta({
      description: "Premium inspects for intrusions; Standard costs less and does not.",
    }),
    publicIpCount: wholeNumber(1, mostAddresses).default(3).meta({
      description: "Public addresses for egress; each gives 2,496 SNAT ports per firewall instance.",
    }),
    publicIpPrefixLength: wholeNumber(addressPrefix.largest, addressPrefix.smallest).optional().meta({
      description:
        "Take the addresses from a prefix of this length, so that partners can allow one range. 28 holds 16, 31 holds 2.",
    }),
    snatPortsPerNode: wholeNumber(16, 64000).default(256).meta({
      description:
        "Connections to one and the same host that a node may have open at a time. Too few public addresses for all nodes are refused.",
    }),
    autoscale: autoscale
      .optional()
      .meta({ description: "Bounds of the number of instances; left out, Azure scales by itself from 2." }),
    aksFqdnTag: z.boolean().default(true).meta({
      description:
        "Also allow the hosts that Microsoft keeps under AzureKubernetesService. The explicit rules suffice; the tag is unpublished.",
    }),
    furtherFeatures: z.array(furtherFeatures).default([]).meta({
      description:
        "Entries of the egress catalogue for what is installed beside this program: cluster-extensions, for Flux and its like.",
    }),
    allowedHosts: z
      .array(z.union([plainHost, detailedHost]))
      .default([])
      .meta({
        description:
          "Hosts that the workload may reach on top of those the platform needs: a name for HTTPS, or an object with protocol, port and reason.",
      }),
    threatIntelligence: threatIntelligence
      .prefault({})
      .meta({ description: "Exceptions from Microsoft's lists of malicious hosts, for this stamp." }),
    intrusionDetection: intrusionDetection
      .prefault({})
      .meta({ description: "Exceptions from intrusion detection, for this stamp. Premium only." }),
    tlsInspection: tlsInspection.optional().meta({
      description: "Lets the firewall look into the connections that allowedHosts marks. Premium only.",
    }),
  })
  .superRefine((config, context) => {
    const refuse = (path: (string | number)[], message: string, remedy: string) =>
      context.addIssue({ code: "custom", path, message, params: { remedy } });
    if (config.tier === "Standard") {
      if (config.tlsInspection !== undefined)
        refuse(["tlsInspection"], "A Standard firewall does not open TLS.", "Set tier to Premium.");
      const { signatures, bypass } = config.intrusionDetection;
      if (signatures.length + bypass.length > 0)
        refuse(
          ["intrusionDetection"],
          "A Standard firewall has no intrusion detection.",
          "Set tier to Premium.",
        );
    }
    config.allowedHosts.forEach((entry, index) => {
      if (typeof entry === "string" || !entry.inspected || config.tlsInspection !== undefined) return;
      refuse(
        ["allowedHosts", index, "inspected"],
        "Nothing says with which authority to open TLS.",
        "Add firewall.tlsInspection, or remove inspected.",
      );
    });
    const most =
      config.publicIpPrefixLength === undefined
        ? mostAddresses
        : addressesInPrefix(config.publicIpPrefixLength);
    if (config.publicIpCount > most)
      refuse(
        ["publicIpPrefixLength"],
        `A prefix of length ${config.publicIpPrefixLength} holds ${most} addresses, and publicIpCount is ${config.publicIpCount}.`,
        config.publicIpCount > addressesInPrefix(addressPrefix.largest)
          ? `Remove it: the largest prefix Azure gives has ${addressesInPrefix(addressPrefix.largest)} addresses.`
          : `Write ${32 - Math.ceil(Math.log2(config.publicIpCount))} or less.`,
      );
  });
