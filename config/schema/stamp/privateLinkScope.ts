import { z } from "zod";

const accessMode = z.enum(["Open", "PrivateOnly"]);

/** An Azure Monitor private link scope. */
export const privateLinkScope = z.strictObject({
  enabled: z.boolean().default(false).meta({
    description:
      "Send telemetry through a private endpoint instead of the firewall. The region's workspace, Application Insights and data collection endpoint are in the scope.",
  }),
  ingestionAccessMode: accessMode.default("PrivateOnly").meta({
    description:
      "PrivateOnly: the network can send to what is in the scope and nowhere else. Open: anywhere.",
  }),
  queryAccessMode: accessMode.default("Open").meta({
    description: "PrivateOnly: the network can query what is in the scope and nothing else. Open: anything.",
  }),
});
