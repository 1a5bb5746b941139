import { z } from "zod";
import { refuseHost } from "../../../lib/egress/refusedHosts.ts";
import { wholeNumber } from "../../fields.ts";
import { intrusionDetection, threatIntelligence } from "../firewallPolicies.ts";

/** Azure gives a NAT gateway at most 16 addresses (azure-subscription-service-limits.md, ms.date 2026-08-04). */
const mostAddresses = 16;

const host = z
  .string()
  .superRefine((text, context) => {
    const refusal = refuseHost(text);
    if (refusal === undefined) return;
    context.addIssue({ code: "custom", message: refusal.problem, params: { remedy: refusal.remedy } });
  })
  .meta({ description: "A host that may be reached over HTTPS.", examples: ["artifacts.example.com"] });

/** Catalogue entries that no other key stands for. */
const furtherFeatures = z.enum(["base-images", "microsoft-graph"]);

/** The way out of an operations network. */
export const egress = z
  .strictObject({
    type: z.enum(["firewall", "natGateway"]).default("firewall").meta({
      description:
        "firewall lets listed hosts through and nothing else. natGateway costs a small part of it and lets every host through: only ports are held back.",
    }),
    tier: z.enum(["Premium", "Standard"]).default("Premium").meta({
      description: "Tier of the firewall. Premium inspects for intrusions; Standard costs less and does not.",
    }),
    publicIpCount: wholeNumber(1, mostAddresses).default(1).meta({
      description: "Public addresses for egress, by which others may know what comes from here.",
    }),
    furtherFeatures: z.array(furtherFeatures).default([]).meta({
      description:
        "Further entries of the egress catalogue. base-images: builds that start from Microsoft's images; microsoft-graph: looking people up by name.",
    }),
    allowedHosts: z
      .strictObject({
        jumpBoxes: z.array(host).default([]).meta({ description: "Hosts for people on jump boxes." }),
        agents: z.array(host).default([]).meta({ description: "Hosts for build agents." }),
      })
      .prefault({})
      .meta({ description: "Hosts on top of those that the catalogue lists, over HTTPS." }),
    threatIntelligence: threatIntelligence
      .prefault({})
      .meta({ description: "Exceptions from Microsoft's lists of malicious hosts, for this network." }),
    intrusionDetection: intrusionDetection
      .prefault({})
      .meta({ description: "Exceptions from intrusion detection, for this network. Premium only." }),
  })
  .superRefine((config, context) => {
    const refuse = (path: string, message: string, remedy: string) =>
      context.addIssue({ code: "custom", path: [path], message, params: { remedy } });
    const { signatures, bypass } = config.intrusionDetection;
    if (config.tier === "Standard" && signatures.length + bypass.length > 0)
      refuse("intrusionDetection", "A Standard firewall has no intrusion detection.", "Set tier to Premium.");
    if (config.type === "firewall") return;
    const { jumpBoxes, agents } = config.allowedHosts;
    if (jumpBoxes.length + agents.length > 0)
      refuse(
        "allowedHosts",
        "A NAT gateway looks at no host, so a list of hosts would do nothing.",
        "Set type to firewall, or remove allowedHosts.",
      );
  });
