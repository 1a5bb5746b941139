import { at, every, list } from "../../read.ts";
import type { Properties, Resource } from "../../types.ts";

/** Calls back for a pool of its own, or for each pool inside a cluster, with the name to show. */
export function everyPool(resource: Resource, check: (pool: Properties, label: string) => void): void {
  const pools =
    resource.type === "containerservice:AgentPool"
      ? [resource.props]
      : list(at(resource.props, "agentPoolProfiles"));
  every(
    ...pools.map((pool) => () => {
      const name = at(pool, "agentPoolName") ?? at(pool, "name");
      check(pool, typeof name === "string" ? name : resource.name);
    }),
  );
}
