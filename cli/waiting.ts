/** A stack may leave a part of a change to its next deployment, where Azure takes it in several requests only. Pure. */
import type { OpMap } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { retiringText } from "../lib/retiring.ts";

/** Deployments of one stack in one run: a hub that moves, a region that comes and one that goes take three. */
export const mostRounds = 4;

const waitingSchema = z.object({
  contract: z.object({
    cosmos: z.object({ waiting: z.string().optional() }),
    retiring: z.array(z.string()).default([]),
  }),
});

/** What a stack's outputs say is left for its next deployment, as sentences. */
export function waitingOf(outputs: unknown): string | undefined {
  const parsed = waitingSchema.safeParse(outputs);
  if (!parsed.success) return undefined;
  const { cosmos, retiring } = parsed.data.contract;
  const records = retiring.length === 0 ? undefined : retiringText(retiring);
  const parts = [cosmos.waiting, records].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(" ");
}

/** What two deployments of a stack have changed together; what stayed the same is as the later one has it. */
export function changesOfBoth(first: Readonly<OpMap>, second: Readonly<OpMap>): OpMap {
  const both: OpMap = { ...second };
  for (const [op, count] of Object.entries(first) as [keyof OpMap, number][])
    if (op !== "same") both[op] = (both[op] ?? 0) + count;
  return both;
}
