import type { RecoveryFacts } from "../lib/recovery/points.ts";
import type { ConfigByKind, LoadedContext, ProgramKind } from "./load.ts";

function configsOf<Kind extends ProgramKind>(
  contexts: readonly LoadedContext[],
  kind: Kind,
): ConfigByKind[Kind][] {
  return contexts
    .filter((context) => context.kind === kind)
    .map(({ config }) => config as ConfigByKind[Kind]);
}

/** What of an environment's files decides what a lost region takes along; undefined where there is no global stack or no stamp. */
export function recoveryFacts(contexts: readonly LoadedContext[]): RecoveryFacts | undefined {
  const [global] = configsOf(contexts, "global");
  const stamps = configsOf(contexts, "stamp");
  const [context] = contexts;
  if (global === undefined || stamps.length === 0 || context === undefined) return undefined;
  const { mode, intervalInMinutes, retentionInHours, storage } = global.cosmos.backup;
  const withState = configsOf(contexts, "ops").find(({ state }) => state.backend === "storage");
  return {
    location: global.location,
    stampRegions: context.stampRegions,
    backup: { mode, intervalInMinutes, retentionInHours, storage },
    eventRetentionHours: Math.min(...stamps.map(({ eventHubs }) => eventHubs.retentionHours)),
    bookkeepingRetentionDays: Math.min(...stamps.map((stamp) => stamp.storage.deletedRetentionDays)),
    contentRetentionDays: global.storage.deletedRetentionDays,
    logRetentionDays: global.logs.retentionInDays,
    stateLocation: withState?.location,
  };
}
