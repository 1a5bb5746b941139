import { findRegion } from "../../../lib/regions.ts";
import { contains, overlaps, parseCidr, type Cidr } from "../../../lib/cidr.ts";
import { ArmError } from "../errors.ts";
import type { Request, Rule } from "../model.ts";
import { objectsAt, textAt, textsAt, valuesAt } from "../properties.ts";

/** Reads a prefix or refuses it with the code that Microsoft.Network uses. */
export function cidrOf(text: string, owner: string, code = "InvalidAddressPrefixFormat"): Cidr {
  try {
    return parseCidr(text);
  } catch (error) {
    throw new ArmError(code, 400, `Address prefix '${text}' of '${owner}' is not valid: ${(error as Error).message}`);
  }
}

/** Every zone asked for must be one that the region has. */
export function zonesAreOffered(path: string, code = "InvalidAvailabilityZone"): Rule {
  return ({ inputs, location, name }) => {
    const zones = valuesAt(inputs, path).map(String);
    if (zones.length === 0) return;
    const offered = location !== undefined && findRegion(location)?.zones === true ? ["1", "2", "3"] : [];
    const wrong = zones.filter((zone) => !offered.includes(zone));
    if (wrong.length === 0) return;
    throw new ArmError(
      code,
      400,
      `The zone(s) '${wrong.join(", ")}' for '${name}' are not supported in location '${location}'. ` +
        (offered.length > 0 ? `The supported zones are '${offered.join(", ")}'.` : "The region has no availability zones."),
    );
  };
}

/** A number that must lie in a range that the API publishes. */
export function within(path: string, range: { min: number; max: number }, code = "InvalidParameterValue"): Rule {
  return ({ inputs, name }) => {
    for (const value of valuesAt(inputs, path)) {
      const number = Number(value);
      if (Number.isInteger(number) && number >= range.min && number <= range.max) continue;
      throw new ArmError(code, 400, `The value '${String(value)}' of '${path}' for '${name}' is not in the range ${range.min}-${range.max}.`);
    }
  };
}

/** A value that must be one of a closed list. */
export function oneOf(path: string, allowed: readonly string[], code = "InvalidParameterValue"): Rule {
  return ({ inputs, name }) => {
    for (const value of valuesAt(inputs, path)) {
      if (allowed.some((option) => option.toLowerCase() === String(value).toLowerCase())) continue;
      throw new ArmError(code, 400, `The value '${String(value)}' of '${path}' for '${name}' is not one of: ${allowed.join(", ")}.`);
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
        throw new ArmError(code, 400, `Rules '${other}' and '${ruleName}' of '${name}' have the same priority and direction (${key.trim()}).`);
      }
      seen.set(key, ruleName);
    }
  };
}
