/** The engine behind a look for drift. */
import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { acceptsConnections, clustersOf, previewEnvironment } from "../clusterRoute.ts";
import { whatWentWrong } from "../engineErrors.ts";
import { Listener } from "../listener.ts";
import { selectStack, type Target } from "../stackRun.ts";
import type { DeployedResource, DriftPorts, Previewed } from "./examine.ts";

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
}

/** The stack is selected once: each selection asks the backend for its list. */
function stacksOf(target: Target): (name: string) => Promise<Stack | undefined> {
  const known = new Map<string, Promise<Stack | undefined>>();
  return (name) => {
    const stack = known.get(name) ?? selectStack(name, target);
    known.set(name, stack);
    return stack;
  };
}

/**
 * @param rehearsal whether the clusters are those of the local Azure, which answer always.
 * @param signal ends the engine.
 */
export function driftPorts(target: Target, rehearsal: boolean, signal: AbortSignal): DriftPorts {
  const select = stacksOf(target);
  return {
    deployed: async (name) => {
      target.beforeOpen(name);
      const exported = await (await select(name))?.exportStack();
      const { resources = [] } = (exported?.deployment ?? {}) as { resources?: StateResource[] };
      if (resources.length === 0) return undefined;
      return resources.map(({ urn, type, id }): DeployedResource => ({ urn, type, id }));
    },
    underWay: (name) => target.journal(name).underWay().length,
    cluster: async (name) => (rehearsal ? undefined : (await clustersOf(target, [name]))[0]),
    canReach: (host) => acceptsConnections(host),
    preview: (name, exclude) => previewOf(name, exclude, { select, target, signal }),
  };
}

interface Place {
  readonly select: (name: string) => Promise<Stack | undefined>;
  readonly target: Target;
  readonly signal: AbortSignal;
}

async function previewOf(
  name: string,
  exclude: readonly string[],
  { select, target, signal }: Place,
): Promise<Previewed> {
  const listener = new Listener(name, undefined, () => undefined);
  const events: EngineEvent[] = [];
  try {
    const stack = await select(name);
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
