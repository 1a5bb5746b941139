import { z } from "zod";
import { alertRoles, receiverLimits, tellsSomebody, type AlertRole } from "../../../lib/alerts/receivers.ts";
import { alertChanges } from "../alertSettings.ts";

const address = z.email().max(receiverLimits.emailLength);
const guid = z.guid();

const webhook = z.strictObject({
  name: z.string().min(1).max(50).meta({ description: "Name of the receiver, unique in the list." }),
  uri: z.url({ protocol: /^https$/ }).meta({
    description: "Address that is called with the common alert schema. Whoever knows it can call it.",
  }),
  entra: z
    .strictObject({
      objectId: guid.meta({ description: "Object id of the application that the receiver asks tokens for." }),
      identifierUri: z.string().min(1).meta({ description: "Identifier URI of that application." }),
    })
    .optional()
    .meta({
      description: "Signs each call with Entra ID, so that the receiver can tell it from a stranger's.",
    }),
});

const receivers = z
  .strictObject({
    emails: z
      .array(address)
      .max(receiverLimits.email)
      .default([])
      .meta({ description: "E-mail addresses.", examples: [["oncall@example.com"]] }),
    roles: z
      .array(z.enum(Object.keys(alertRoles) as [AlertRole, ...AlertRole[]]))
      .max(receiverLimits.armRole)
      .default(["Owner"])
      .meta({ description: "Azure roles whose holders in the subscription get an e-mail." }),
    appUsers: z
      .array(address)
      .max(receiverLimits.appPush)
      .default([])
      .meta({
        description: "Sign-in addresses that get a push message in the Azure mobile app.",
        examples: [["oncall@example.com"]],
      }),
    webhooks: z
      .array(webhook)
      .max(receiverLimits.webhook)
      .superRefine((hooks, context) => {
        hooks.forEach(({ name }, index) => {
          if (hooks.findIndex((other) => other.name === name) === index) return;
          const params = { remedy: "Give the receiver another name." };
          const message = `There is another webhook '${name}'.`;
          context.addIssue({ code: "custom", path: [index, "name"], message, params });
        });
      })
      .default([])
      .meta({
        description: "Addresses that are called.",
        examples: [[{ name: "chat", uri: "https://example.com/hook" }]],
      }),
  })
  .superRefine((all, context) => {
    if (tellsSomebody(all)) return;
    const params = { remedy: "Name an e-mail address, a role, a user of the app or a webhook." };
    context.addIssue({ code: "custom", message: "Nobody would be told about any alert.", params });
  });

/** Alerts, and who is told about them. */
export const alerts = z.strictObject({
  receivers: receivers
    .prefault({})
    .meta({ description: "Who is told. The owners of the subscription, unless said otherwise." }),
  shortName: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,12}$/, "Up to 12 letters, digits, hyphens and underscores.")
    .default("bulkhead")
    .meta({ description: "What begins the messages." }),
  deployers: z
    .array(z.string().min(1))
    .default([])
    .meta({
      description:
        "Who changes networks and access as part of the job, as the activity log names callers: the object id of a service principal, the sign-in name of a person. Changes by anybody else raise an alert.",
      examples: [["deploy@example.com"]],
    }),
  changes: alertChanges("global"),
});
