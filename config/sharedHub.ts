import { environmentsIn, readStackFiles, type StackFile } from "./stackFiles.ts";
import { UserError } from "./userError.ts";

/**
 * Stamps of other environments that are peered with the same hub, and so are in one network with this one. All other networks
 * of two environments never meet, so their address spaces may overlap.
 *
 * @param hub ARM id of the hub's virtual network.
 * @param environment undefined for the environment whose stacks carry no prefix.
 */
export function neighboursAtHub(
  projectRoot: string,
  environment: string | undefined,
  hub: string,
): StackFile[] {
  return environmentsIn(projectRoot)
    .filter((other) => other !== environment)
    .flatMap((other) => readable(projectRoot, other))
    .filter(
      ({ stack, values }) => stack.kind === "stamp" && hubOf(values)?.toLowerCase() === hub.toLowerCase(),
    );
}

/** A mistake in another environment's files is no reason not to deploy this one. */
function readable(projectRoot: string, environment: string | undefined): StackFile[] {
  try {
    return readStackFiles(projectRoot, environment);
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}

function hubOf(values: Readonly<Record<string, unknown>>): string | undefined {
  const id = ["network", "hub", "virtualNetworkId"].reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
    values,
  );
  return typeof id === "string" ? id : undefined;
}
