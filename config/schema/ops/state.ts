import { z } from "zod";

/** Where Pulumi keeps the state of this environment. */
export const state = z.strictObject({
  backend: z.enum(["storage", "pulumiCloud", "elsewhere"]).default("storage").meta({
    description:
      "storage: a private account of this stack, reached from here only. pulumiCloud: Pulumi Cloud, which the agents may then reach. elsewhere: neither, for example another operations region's account.",
  }),
});
