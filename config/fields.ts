import { z } from "zod";
import { contains, overlaps, parseCidr, type Cidr } from "../lib/cidr.ts";

/** Ranges that no public network uses: RFC 1918 and the shared space of RFC 6598. */
const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"];

/**
 * Ranges AKS refuses for services, pods and the network of the cluster.
 * Source: learn.microsoft.com/azure/aks, Azure CNI networking overview, "Prerequisites".
 */
const aksForbiddenRanges = ["169.254.0.0/16", "172.30.0.0/16", "172.31.0.0/16", "192.0.2.0/24"];

/** An IPv4 range that a private AKS cluster may use, as text. */
export function privateRange(description: string): z.ZodString {
  return z
    .string()
    .superRefine(refuseUnusableRange)
    .meta({ description, examples: ["10.10.0.0/20"] });
}

function refuseUnusableRange(text: string, context: z.RefinementCtx<string>): void {
  let range: Cidr;
  try {
    range = parseCidr(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    context.addIssue({ code: "custom", message: error.message, params: { remedy: "Correct the range." } });
    return;
  }
  const forbidden = aksForbiddenRanges.find((known) => overlaps(parseCidr(known), range));
  if (forbidden !== undefined) {
    const message = `${text} overlaps ${forbidden}, which AKS keeps for itself.`;
    context.addIssue({ code: "custom", message, params: { remedy: "Choose another private range." } });
    return;
  }
  if (!privateRanges.some((known) => contains(parseCidr(known), range))) {
    const remedy = `Choose a range inside ${privateRanges.join(", ")}.`;
    context.addIssue({ code: "custom", message: `${text} is public address space.`, params: { remedy } });
  }
}

/** One IPv4 address inside the private ranges. */
export function ipv4Address(description: string): z.ZodString {
  return z
    .string()
    .superRefine((text, context) => {
      let address: Cidr;
      try {
        address = parseCidr(`${text}/32`);
      } catch {
        const message = `"${text}" is not an IPv4 address such as 10.0.0.4.`;
        context.addIssue({ code: "custom", message, params: { remedy: "Correct the address." } });
        return;
      }
      if (privateRanges.some((known) => contains(parseCidr(known), address))) return;
      const remedy = `Choose an address inside ${privateRanges.join(", ")}.`;
      context.addIssue({ code: "custom", message: `${text} is a public address.`, params: { remedy } });
    })
    .meta({ description, examples: ["10.0.0.4"] });
}

/** Tags put on every resource of the stack. */
export const tags = z
  .record(z.string(), z.string())
  .default({})
  .meta({ description: "Tags put on every resource of the stack that takes tags." });

export const location = z.string().meta({
  description: "Azure location as ARM spells it.",
  examples: ["eastus", "westeurope"],
});

/** Whole numbers from `minimum` to `maximum`. */
export function wholeNumber(minimum: number, maximum: number): z.ZodInt {
  return z.int().min(minimum).max(maximum);
}
