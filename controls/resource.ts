import { azureType } from "./azureType.ts";
import { guardUnknown, UnknownValue } from "./unknown.ts";
import type { ExampleResource, Properties, Resource } from "./types.ts";
import { secretSignature, signatureKey } from "../lib/secretMark.ts";

/** A resource as its source knows it. */
export interface RawResource {
  readonly urn: string;
  readonly name: string;
  readonly stack: string;
  /** Pulumi's token, for example `azure-native:network/v20240501:Subnet`. */
  readonly token: string;
  /** Inputs; marks stand for unknown values, secrets are in their envelopes or opened. */
  readonly inputs: Properties;
  /** The ARM id; null where it is not known yet, undefined where there is none. */
  readonly id: string | null | undefined;
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly parent: string | undefined;
  readonly dependencies: readonly string[];
}

/** The type of a resource as controls name it. */
export function typeOf(token: string): string {
  return azureType(token) ?? token;
}

/** A control's view of a resource. */
export function resourceOf(raw: RawResource): Resource {
  return withId(
    {
      urn: raw.urn,
      name: raw.name,
      stack: raw.stack,
      type: typeOf(raw.token),
      props: guardUnknown(openSecrets(raw.inputs) as Properties),
      protect: raw.protect,
      ignoreChanges: raw.ignoreChanges,
      parent: raw.parent,
      dependencies: raw.dependencies,
    },
    raw.id,
  );
}

/** Adds the id, which throws when it is read and null: a control must not take an unknown id for none. */
export function withId(resource: Omit<Resource, "id">, id: string | null | undefined): Resource {
  if (id !== null) return { ...resource, id };
  return {
    ...resource,
    get id(): string {
      throw new UnknownValue(`id of ${resource.name}`);
    },
  };
}

/** The key and value by which Pulumi marks a secret on the wire and in state (@pulumi/pulumi runtime/rpc.js). */

function openSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(openSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (Reflect.get(value, signatureKey) === secretSignature) {
    const { value: plain, plaintext } = value as { value?: unknown; plaintext?: string };
    if (plaintext !== undefined) return openSecrets(JSON.parse(plaintext));
    return plain === undefined ? "[secret]" : openSecrets(plain);
  }
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, openSecrets(entry)]));
}

/** The resources of an example, which are Pulumi's tokens of azure-native where nothing else is said. */
export function exampleResources(example: readonly ExampleResource[]): Resource[] {
  return example.map((resource, index) => {
    const name = resource.name ?? (index === 0 ? "example" : `example-${index + 1}`);
    const stack = resource.stack ?? "example";
    return withId(
      {
        urn: `urn:pulumi:${stack}::example::${resource.type}::${name}`,
        name,
        stack,
        type: resource.type,
        props: guardUnknown(resource.props),
        protect: resource.protect ?? false,
        ignoreChanges: resource.ignoreChanges ?? [],
        parent: undefined,
        dependencies: resource.dependencies ?? [],
      },
      resource.id,
    );
  });
}
