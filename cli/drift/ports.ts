/** The engine behind a look for drift. */
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { selectStack, stateOf } from "../backend.ts";
import { acceptsConnections, clustersOf, previewEnvironment } from "../clusterRoute.ts";
import { whatWentWrong } from "../engineErrors.ts";
import { Listener } from "../listener.ts";
import type { Target } from "../stackRun.ts";
import type { DeployedResource, DriftPorts, Previewed } from "./examine.ts";

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

/**
 * @param rehearsal whether the clusters are those of the local Azure, which answer always.
 * @param signal ends the engine.
 */
export function driftPorts(target: Target, rehearsal: boolean, signal: AbortSignal): DriftPorts {
  return {
    deployed: async (name) => {
      target.beforeOpen(name);
      const state = await stateOf(name, target);
      const { resources = [] } = (state?.deployment ?? {}) as { resources?: StateResource[] };
      if (resources.length === 0) return undefined;
      return resources.map(({ urn, type, id }): DeployedResource => ({ urn, type, id }));
    },
    underWay: (name) => target.journal(name).underWay().length,
    cluster: async (name) => (rehearsal ? undefined : (await clustersOf(target, [name]))[0]),
    canReach: (host) => acceptsConnections(host),
    preview: (name, exclude) => previewOf(name, exclude, { target, signal }),
  };
}

interface Place {
  readonly target: Target;
  readonly signal: AbortSignal;
}

async function previewOf(
  name: string,
  exclude: readonly string[],
  { target, signal }: Place,
): Promise<Previewed> {
  const listener = new Listener(name, undefined, () => undefined);
  const events: EngineEvent[] = [];
  try {
    const stack = await selectStack(name, target);
    if (stack !== undefined && exclude.length > 0) Object.assign(stack.workspace.envVars, previewEnvironment);
    await target.beforeEngine(name);
    await stack?.preview({
      refresh: true,
      onEvent: (event) => {
        listener.hear(event);
        events.push(event);
      },
      onOutput: () => undefined,
      signal,
      ...(exclude.length === 0 ? {} : { exclude: [...exclude] }),
    });
    return { events, errors: [] };
  } catch (error) {
    return { events, errors: whatWentWrong(error, listener, name) };
  }
}
