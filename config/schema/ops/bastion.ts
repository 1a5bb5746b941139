import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** Azure Bastion, the only way to the jump boxes. Bounds: bastionHosts of the ARM schema of 2025-09-01. */
export const bastion = z
  .strictObject({
    sku: z.enum(["Standard", "Premium"]).default("Standard").meta({
      description: "Premium can record graphical sessions; both have no password and take SSH clients.",
    }),
    scaleUnits: wholeNumber(2, 50).default(2).meta({
      description: "Instances; each carries about 20 sessions and is billed.",
    }),
    nativeClient: z.boolean().default(true).meta({
      description: "Let `az network bastion ssh` and tunnel connect, besides the browser.",
    }),
    copyPaste: z.boolean().default(false).meta({ description: "Copy and paste in browser sessions." }),
    sessionRecording: z.boolean().default(false).meta({
      description:
        "Record browser sessions, into a container that somebody names in the portal. Premium only, and not with nativeClient.",
    }),
  })
  .superRefine(({ sku, nativeClient, sessionRecording }, context) => {
    if (!sessionRecording) return;
    const refuse = (message: string, remedy: string) =>
      context.addIssue({ code: "custom", path: ["sessionRecording"], message, params: { remedy } });
    if (sku !== "Premium") refuse("Only Premium records sessions.", "Set sku to Premium.");
    else if (nativeClient)
      refuse("Sessions of native clients are not recorded.", "Set nativeClient to false.");
  });
