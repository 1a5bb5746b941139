import { z } from "zod";
import { wholeNumber } from "../fields.ts";

/** Sections that the organisation's policy and a stamp's own have in common. */

const address = z
  .union([z.ipv4(), z.cidrv4()], "This is not an IPv4 address or range such as 198.51.100.0/24.")
  .meta({ description: "IPv4 address or range.", examples: ["198.51.100.0/24"] });

/** Addresses or ranges; what to write is told by the description. */
export function addresses(description: string): z.ZodDefault<z.ZodArray<typeof address>> {
  return z.array(address).default([]).meta({ description });
}

const domain = z
  .string()
  .regex(
    /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/,
    "This is not a host name such as api.example.com or *.example.com.",
  )
  .meta({ description: "Host name; *. in front stands for any name below.", examples: ["*.example.com"] });

/** Host names, with a star as first label where one is meant. */
export function domains(description: string): z.ZodDefault<z.ZodArray<typeof domain>> {
  return z.array(domain).default([]).meta({ description });
}

/** Microsoft's feed of malicious hosts always denies; exceptions are for names it lists wrongly. */
export const threatIntelligence = z.strictObject({
  allowedHosts: domains("Hosts that are let through although Microsoft's feed lists them."),
  allowedAddresses: addresses("Addresses that are let through although Microsoft's feed lists them."),
});

/** Intrusion detection always denies; exceptions are for signatures that hit harmless traffic. */
export const intrusionDetection = z.strictObject({
  signatures: z
    .array(
      z.strictObject({
        id: wholeNumber(1, 9_999_999).meta({
          description: "Number of the signature, from the firewall's log.",
        }),
        mode: z
          .enum(["Alert", "Off"])
          .meta({ description: "Alert records a match and lets it pass; Off ignores it." }),
      }),
    )
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, "A signature is listed twice.")
    .default([])
    .meta({ description: "Signatures that do not deny." }),
  bypass: z
    .array(
      z.strictObject({
        name: z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9 _-]{0,78}$/, "A name has letters, digits, spaces, - and _.")
          .meta({ description: "Name of the exception." }),
        protocol: z.enum(["TCP", "UDP", "ICMP", "ANY"]).default("TCP").meta({ description: "IP protocol." }),
        sources: z.array(address).min(1).meta({ description: "Where the traffic comes from." }),
        destinations: z.array(address).min(1).meta({ description: "Where it goes." }),
        ports: z.array(wholeNumber(1, 65535)).min(1).meta({ description: "Destination ports." }),
        reason: z.string().min(1).max(200).meta({ description: "Why it is not inspected." }),
      }),
    )
    .default([])
    .meta({ description: "Traffic that is not inspected for intrusions." }),
});
