import { componentKeys, type ComponentId } from "../../../lib/workload/components.ts";
import { runtimeKeys, type RuntimeKeyId } from "../../../lib/workload/runtimeKeys.ts";

export type { ComponentId, RuntimeKeyId };

/**
 * What a component reads: the table by which the program fills the vault and the chart mounts the files. It is imported, not
 * copied, so a key that is renamed or dropped there no longer compiles here.
 */
export const keysOf = componentKeys;

/** Keys whose absence costs something, but not the service: without this one there is no telemetry. */
export const optionalKeys = ["applicationInsights"] as const satisfies readonly RuntimeKeyId[];

type OptionalKey = (typeof optionalKeys)[number];
type KeyOf<Id extends ComponentId> = (typeof keysOf)[Id][number];

/** The values that a component was told. */
export type ValuesOf<Id extends ComponentId> = Readonly<Record<Exclude<KeyOf<Id>, OptionalKey>, string>> &
  Readonly<Partial<Record<Extract<KeyOf<Id>, OptionalKey>, string>>>;

/** Name of the file of a key. */
export const fileOf = (key: RuntimeKeyId): string => runtimeKeys[key].file;

/** Name of the secret behind a key. */
export const secretOf = (key: RuntimeKeyId): string => runtimeKeys[key].secret;
