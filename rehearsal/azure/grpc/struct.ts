/** Between protobuf structs and plain values, and what the engine hides in them. */
import structPb from "google-protobuf/google/protobuf/struct_pb.js";
import { isObject, type Properties } from "../../../lib/properties.ts";
import { secretSignature, signatureKey } from "../../../lib/secretMark.ts";

/** Stands for a value that is not known before an update has run (Pulumi's wire format). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

export function fromStruct(struct: structPb.Struct | undefined): Properties {
  return (plain(struct?.toJavaScript() ?? {}) ?? {}) as Properties;
}

export function toStruct(properties: Properties): structPb.Struct {
  return structPb.Struct.fromJavaScript(
    JSON.parse(JSON.stringify(properties)) as Record<string, structPb.JavaScriptValue>,
  );
}

export function secret(value: unknown): Properties {
  return { [signatureKey]: secretSignature, value };
}

/** Takes secrets and outputs out of their wrapping and drops nulls, as azure-native does before it talks to ARM. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value)) return value;
  const signature = value[signatureKey];
  if (signature === secretSignature) return plain(value["value"]);
  if (signature === outputSignature) return "value" in value ? plain(value["value"]) : unknownValue;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null && item !== undefined)
      .map(([key, item]) => [key, plain(item)]),
  );
}

export function containsUnknown(value: unknown): boolean {
  if (value === unknownValue) return true;
  if (Array.isArray(value)) return value.some(containsUnknown);
  return isObject(value) && Object.values(value).some(containsUnknown);
}
