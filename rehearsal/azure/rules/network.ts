import { findRegion } from "../../../lib/regions.ts";
import { contains, overlaps, parseCidr, type Cidr } from "../../../lib/cidr.ts";
import { ArmError } from "../errors.ts";
import type { Request, Rule } from "../model.ts";
import { objectsAt, textAt, textsAt, valuesAt } from "../../../lib/properties.ts";
import serviceTags from "../data/serviceTags.json" with { type: "json" };

/** Reads a prefix or refuses it with the code that Microsoft.Network uses. */
export function cidrOf(text: string, owner: string, code = "InvalidAddressPrefixFormat"): Cidr {
  try {
    return parseCidr(text);
  } catch (error) {
    throw new ArmError(
      code,
      400,
      `Address prefix '${text}' of '${owner}' is not valid: ${(error as Error).message}`,
    );
  }
}

/**
 * Every zone asked for must be one that the region has. The code for a region without zones is the one of
 * https://github.com/Azure/Azure-Landing-Zones/issues/425 (2025-03-18).
 */
export function zonesAreOffered(path: string, code = "InvalidAvailabilityZone"): Rule {
  return ({ inputs, arm, location, name }) => {
    const zones = valuesAt(inputs, path).map(String);
    if (zones.length === 0) return;
    if (location === undefined || findRegion(location)?.zones !== true) {
      throw new ArmError(
        "LocationNotSupportAvailabilityZones",
        400,
        `The resource '${arm}/${name}' does not support availability zones at location '${location}'.`,
      );
    }
    const offered = ["1", "2", "3"];
    const wrong = zones.filter((zone) => !offered.includes(zone));
    if (wrong.length === 0) return;
    throw new ArmError(
      code,
      400,
      `The zone(s) '${wrong.join(", ")}' for '${name}' are not supported in location '${location}'. The supported zones are '${offered.join(", ")}'.`,
    );
  };
}

/** Microsoft.Network finds a reference only in its own region, and says so in these words. */
export function sameRegion(path: string): Rule {
  return ({ azure, id, inputs, location }) => {
    for (const target of textsAt(inputs, path)) {
      const where = azure.find(target)?.location;
      if (where === undefined || where === location) continue;
      throw new ArmError(
        "InvalidResourceReference",
        400,
        `Resource ${target} (${where}) referenced by resource ${id} (${location}) was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`,
      );
    }
  };
}

/** A subnet that is being written holds up whatever wants an address in it. */
export function subnetIsProvisioned(path: string): Rule {
  return ({ azure, id, inputs }) => {
    for (const subnetId of textsAt(inputs, path)) {
      const state = azure.find(subnetId)?.state ?? "Succeeded";
      if (state === "Succeeded") continue;
      throw new ArmError(
        "ReferencedResourceNotProvisioned",
        400,
        `Cannot proceed with operation because resource ${subnetId} used by resource ${id} is not in Succeeded state. Resource is in ${state} state.`,
      );
    }
  };
}

/** Whether a text is a service tag that Azure knows, whole or for one region. */
export function isServiceTag(text: string): boolean {
  return serviceTags.tags.some(
    (tag) =>
      tag.toLowerCase() === text.toLowerCase() || tag.toLowerCase() === text.split(".")[0]?.toLowerCase(),
  );
}

/** An IPv4 address or range, whose host bits may be set: rules match by the prefix alone. */
export function isAddressOrRange(text: string): boolean {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})(?:\/(\d{1,2}))?$/.exec(text);
  return (
    match?.[1] !== undefined &&
    match[1].split(".").every((octet) => Number(octet) <= 255) &&
    Number(match[2] ?? 32) <= 32
  );
}

/** `443`, `30000-32767`, or `*` where any port is meant. */
export function isPortOrRange(text: string, lowest: number): boolean {
  if (text === "*") return true;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (!match) return false;
  const low = Number(match[1]);
  const high = Number(match[2] ?? match[1]);
  return low >= lowest && low <= high && high <= 65535;
}

/** A number that must lie in a range that the API publishes. */
export function within(
  path: string,
  range: { min: number; max: number },
  code = "InvalidParameterValue",
): Rule {
  return ({ inputs, name }) => {
    for (const value of valuesAt(inputs, path)) {
      const number = Number(value);
      if (Number.isInteger(number) && number >= range.min && number <= range.max) continue;
      throw new ArmError(
        code,
        400,
        `The value '${String(value)}' of '${path}' for '${name}' is not in the range ${range.min}-${range.max}.`,
      );
    }
  };
}

/** A value that must be one of a closed list. */
export function oneOf(path: string, allowed: readonly string[], code = "InvalidParameterValue"): Rule {
  return ({ inputs, name }) => {
    for (const value of valuesAt(inputs, path)) {
      if (allowed.some((option) => option.toLowerCase() === String(value).toLowerCase())) continue;
      throw new ArmError(
        code,
        400,
        `The value '${String(value)}' of '${path}' for '${name}' is not one of: ${allowed.join(", ")}.`,
      );
    }
  };
}

/** Prefixes of a subnet's inputs. azure-native knows a single one and a list. */
export function subnetPrefixes(inputs: Request["inputs"]): string[] {
  const single = textAt(inputs, "addressPrefix");
  return single === undefined ? textsAt(inputs, "addressPrefixes[]") : [single];
}

export function networkPrefixes(inputs: Request["inputs"]): string[] {
  return textsAt(inputs, "addressSpace.addressPrefixes[]");
}

export function firstOverlap(cidrs: readonly Cidr[]): [Cidr, Cidr] | undefined {
  for (const [index, a] of cidrs.entries()) {
    const b = cidrs.slice(index + 1).find((other) => overlaps(a, other));
    if (b) return [a, b];
  }
  return undefined;
}

export function insideAny(inner: Cidr, outers: readonly Cidr[]): boolean {
  return outers.some((outer) => contains(outer, inner));
}

/** Two rules of one list must not share a priority (per direction, where they have one). */
export function prioritiesDiffer(listPath: string, priorityPath: string, code: string, per?: string): Rule {
  return ({ inputs, name }) => {
    const seen = new Map<string, string>();
    for (const rule of objectsAt(inputs, listPath)) {
      const key = `${per === undefined ? "" : (textAt(rule, per) ?? "")} ${String(rule[priorityPath])}`;
      const other = seen.get(key);
      const ruleName = textAt(rule, "name") ?? "?";
      if (other !== undefined) {
        throw new ArmError(
          code,
          400,
          `Rules '${other}' and '${ruleName}' of '${name}' have the same priority and direction (${key.trim()}).`,
        );
      }
      seen.set(key, ruleName);
    }
  };
}
