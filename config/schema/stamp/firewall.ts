import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** Letters, digits and hyphens in at least two labels; "*." in front stands for any one host below. */
const hostPattern = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** The Azure Firewall all egress goes through. */
export const firewall = z.strictObject({
  tier: z.enum(["Premium", "Standard"]).default("Premium").meta({
    description: "Premium inspects for intrusions; Standard costs less and does not.",
  }),
  publicIpCount: wholeNumber(1, 250).default(1).meta({
    description: "Public addresses for egress; each gives 2,496 SNAT ports per firewall instance.",
  }),
  allowedHosts: z
    .array(z.string().regex(hostPattern, "This is not a host name such as api.example.com or *.example.com."))
    .default([])
    .meta({
      description: "Hosts that the workload may reach over HTTPS, on top of those the platform needs.",
    }),
});
