import { z } from "zod";
import { wholeNumber } from "../../fields.ts";

/** Azure takes 512 characters for the description of a policy object, and ours says a little more than the reason. */
const longestReason = 400;

/** Management groups: resource-name-rules.md, "Microsoft.Management". */
const managementGroup = /^[A-Za-z0-9]([A-Za-z0-9_().-]{0,88}[A-Za-z0-9_()-])?$/;

const exemption = z.strictObject({
  control: z.string().meta({
    description:
      "The control of which something is exempted, as docs/controls.md names it, or `allowed-locations`.",
    examples: ["operations-diagnostics"],
  }),
  scope: z
    .string()
    .regex(/^\/(subscriptions|providers\/Microsoft\.Management\/managementGroups)\/[^/]+(\/.+[^/])?$/i, {
      error: "This is no id of a resource, a resource group, a subscription or a management group.",
    })
    .meta({
      description: "Id of what is exempted: a resource, a resource group or a subscription with all in it.",
      examples: ["/subscriptions/<id>/resourceGroups/rg-legacy"],
    }),
  reason: z
    .string()
    .trim()
    .min(1)
    .max(longestReason)
    .meta({ description: "Why; stands in the portal, where auditors read it." }),
  expiresOn: z.iso.date().meta({
    description: "The last day on which it holds, in UTC. After it the finding is back.",
    examples: ["2027-03-31"],
  }),
  category: z.enum(["Waiver", "Mitigated"]).default("Waiver").meta({
    description: "Waiver: accepted for a time. Mitigated: what the control is for is reached in another way.",
  }),
});

/** Azure Policy: the controls as assignments of built-in definitions. */
export const policy = z.strictObject({
  enabled: z.boolean().default(true).meta({
    description:
      "Assign the built-in definitions of Azure Policy that say what the controls say. Of several environments in one subscription, one is enough.",
  }),
  managementGroup: z
    .string()
    .regex(managementGroup, "This is no id of a management group.")
    .optional()
    .meta({
      description:
        "Id of a management group that the definitions are assigned to, for all subscriptions below it; without it, to the subscription of the global stack. Whoever deploys needs Resource Policy Contributor there.",
      examples: ["platform"],
    }),
  enforcement: z.enum(["DoNotEnforce", "Default"]).default("DoNotEnforce").meta({
    description:
      "DoNotEnforce finds what does not comply and stops nothing; Default also refuses and changes what is deployed, by anybody.",
  }),
  controls: z
    .record(z.string(), z.enum(["Default", "DoNotEnforce", "Off"]))
    .default({})
    .meta({
      description: "By control, where it differs from `enforcement`; Off leaves its assignments out.",
      examples: [{ "data-no-keys": "Default", "cluster-image-cleaner": "Off" }],
    }),
  allowedLocations: z
    .array(z.string())
    .default([])
    .meta({
      description:
        "Locations where resources may be besides those of the global stack, the stamps and the operations networks.",
      examples: [["northeurope"]],
    }),
  exemptions: z
    .array(exemption)
    .default([])
    .meta({ description: "What need not comply, why and until when." }),
  remediation: z
    .strictObject({
      enabled: z.boolean().default(false).meta({
        description:
          "Assign the definitions that change resources by themselves too, each with an identity of its own. Somebody who may has to give these their roles: see docs/global.md.",
      }),
      tasks: z.boolean().default(false).meta({
        description: "Put right what exists already, once the identities have their roles.",
      }),
      run: wholeNumber(1, 9999)
        .default(1)
        .meta({ description: "Another number runs the tasks again; a task runs once." }),
    })
    .refine(({ enabled, tasks }) => enabled || !tasks, {
      message: "Tasks act in the name of the identities, and there are none.",
      path: ["tasks"],
      params: { remedy: "Write policy.remediation.enabled: true as well, or take tasks out." },
    })
    .prefault({})
    .meta({ description: "Definitions that change resources by themselves." }),
});
