import * as pulumi from "@pulumi/pulumi";
import { blindSecret } from "../../lib/secretMark.ts";

/** A resource as the program registered it, with what it was answered. */
export interface RegisteredResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly parent: string;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
}

interface Struct {
  toJavaScript(): Record<string, unknown>;
}

interface RegisterRequest {
  getType(): string;
  getName(): string;
  getCustom(): boolean;
  getObject(): Struct | undefined;
  getParent(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getIgnorechangesList(): string[];
  getAdditionalsecretoutputsList(): string[];
  getPropertydependenciesMap(): {
    toObject(
      plain: boolean,
      each: (include: boolean, value: { getUrnsList(): string[] }) => string[],
    ): [string, string[]][];
  };
}

interface RegisterResponse {
  getUrn(): string;
  getId(): string;
  getObject(): Struct | undefined;
}

type Register = (
  request: RegisterRequest,
  callback: (error: unknown, response?: RegisterResponse) => void,
) => void;

function propertyDependencies(request: RegisterRequest): Record<string, readonly string[]> {
  const entries = request.getPropertydependenciesMap().toObject(false, (_, value) => value.getUrnsList());
  return Object.fromEntries(entries);
}

/** An engine would encrypt these outputs; here they are left out, with their mark. */
function withoutSecrets(
  outputs: Readonly<Record<string, unknown>>,
  secret: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key, secret.includes(key) ? blindSecret : value]),
  );
}

/**
 * Listens to what the program registers from now on. The mock monitor's own interface shows neither options nor
 * dependencies, so the requests themselves are read. Call it after `setMocks`.
 *
 * @returns the list, which grows while the program runs.
 */
export function recordResources(): readonly RegisteredResource[] {
  const recorded: RegisteredResource[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (response !== undefined && request.getType() !== "pulumi:pulumi:Stack") {
        recorded.push({
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          custom: request.getCustom(),
          id: response.getId(),
          inputs: request.getObject()?.toJavaScript() ?? {},
          outputs: withoutSecrets(
            response.getObject()?.toJavaScript() ?? {},
            request.getAdditionalsecretoutputsList(),
          ),
          parent: request.getParent(),
          dependencies: request.getDependenciesList(),
          propertyDependencies: propertyDependencies(request),
          protect: request.getProtect(),
          ignoreChanges: request.getIgnorechangesList(),
        });
      }
      callback(error, response);
    });
  return recorded;
}
