import { resourceTypeOf } from "../../lib/resourceTypes.ts";
import { secretText, type GraphNode } from "../model.ts";
import { isObject, type Properties } from "../../lib/properties.ts";
import { secretSignature, signatureKey } from "../../lib/secretMark.ts";

/** What all sources say of a resource. */
export interface RawResource {
  readonly urn: string;
  readonly type: string;
  readonly custom: boolean;
  readonly id?: string | undefined;
  readonly inputs?: Properties | undefined;
  readonly outputs?: Properties | undefined;
  readonly parent?: string | undefined;
  readonly dependencies?: readonly string[] | undefined;
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>> | undefined;
  readonly protect?: boolean | undefined;
  readonly ignoreChanges?: readonly string[] | undefined;
}

/** How the engine writes a value that it does not know yet. */
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A value without what is secret or unknown. */
export function plainValue(value: unknown): unknown {
  if (value === unknownText) return undefined;
  if (Array.isArray(value)) return value.map(plainValue);
  if (!isObject(value)) return value;
  if (value[signatureKey] === secretSignature) return secretText;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => {
      const plain = plainValue(entry);
      return plain === undefined || key === "__defaults" || key === "__internal" ? [] : [[key, plain]];
    }),
  );
}

function properties(value: unknown): Properties {
  const plain = plainValue(value);
  return isObject(plain) ? plain : {};
}

/** A token without its API version: "azure-native:network/v20240501:Subnet" is "azure-native:network:Subnet". */
export function withoutVersion(token: string): string {
  return token.startsWith("azure-native:") ? token.replace(/\/v\d{8}(preview)?:/, ":") : token;
}

/** The node of a resource, whatever it was read from. */
export function toNode(stack: string, raw: RawResource): GraphNode {
  const type = withoutVersion(raw.type);
  return {
    stack,
    urn: raw.urn,
    type,
    name: raw.urn.split("::").at(-1) ?? raw.urn,
    custom: raw.custom,
    armType: resourceTypeOf(type)?.arm,
    id: raw.id === undefined || raw.id === "" || raw.id === unknownText ? undefined : raw.id,
    inputs: properties(raw.inputs),
    outputs: properties(raw.outputs),
    parent: raw.parent === undefined || raw.parent === "" ? undefined : raw.parent,
    dependencies: raw.dependencies ?? [],
    propertyDependencies:
      raw.propertyDependencies === undefined
        ? undefined
        : Object.fromEntries(
            Object.entries(raw.propertyDependencies).map(([property, urns]) => [property, urns ?? []]),
          ),
    ...(raw.protect === undefined ? {} : { protect: raw.protect }),
    ...(raw.ignoreChanges === undefined ? {} : { ignoreChanges: raw.ignoreChanges }),
  };
}

/** Types that are no resources of the platform: providers, the engine's own, references to other stacks. */
export function isInternal(type: string): boolean {
  return type.startsWith("pulumi:providers:") || type === "pulumi:pulumi:StackReference";
}
