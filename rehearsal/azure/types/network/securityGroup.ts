import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { numberAt, objectsAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import {
  isAddressOrRange,
  isPortOrRange,
  isServiceTag,
  oneOf,
  prioritiesDiffer,
  sameRegion,
  within,
} from "../../rules/network.ts";
import { refuseBastionGroup } from "./platformSubnets.ts";
import { define } from "../define.ts";

/** network semantics 2.2: user rules have priorities from 100 to 4096. */
const priorities = { min: 100, max: 4096 };

/**
 * Rules per group, and addresses per source or destination of all of them; application security groups per source or
 * destination of one rule, and of all rules (limits of 2026-08-04).
 */
const limits = { rules: 2000, addresses: 6000, groupsPerEnd: 10, groups: 100 };

const groupPaths = ["source", "destination"].map(
  (end) => `securityRules[].${end}ApplicationSecurityGroups[].id`,
);

function portsAreSound(rule: Properties, owner: string): void {
  for (const end of ["sourcePortRange", "destinationPortRange"]) {
    const ports = [textAt(rule, end), ...textsAt(rule, `${end}s[]`)].filter((port) => port !== undefined);
    if (ports.length === 0) {
      throw new ArmError(
        "SecurityRuleInvalidPortRange",
        400,
        `Rule '${textAt(rule, "name")}' of '${owner}' names no ${end}.`,
      );
    }
    for (const port of ports) {
      if (isPortOrRange(port, 0)) continue;
      throw new ArmError(
        "SecurityRuleInvalidPortRange",
        400,
        `Rule '${textAt(rule, "name")}' of '${owner}': '${port}' is no port, range or *.`,
      );
    }
  }
}

function addressesOf(rule: Properties, end: string): string[] {
  return [textAt(rule, end), ...textsAt(rule, `${end}es[]`)].filter((address) => address !== undefined);
}

function addressesAreSound(rule: Properties, owner: string): void {
  for (const end of ["sourceAddressPrefix", "destinationAddressPrefix"]) {
    const all = addressesOf(rule, end);
    const groups = objectsAt(rule, `${end.replace("AddressPrefix", "ApplicationSecurityGroups")}[]`);
    if (all.length === 0 && groups.length === 0) {
      throw new ArmError(
        "SecurityRuleInvalidAddressPrefix",
        400,
        `Rule '${textAt(rule, "name")}' of '${owner}' names no ${end}.`,
      );
    }
    if (all.length > 0 && groups.length > 0) {
      throw new ArmError(
        "SecurityRuleParameterContainsUnsupportedValue",
        400,
        `Rule '${textAt(rule, "name")}' of '${owner}' names both addresses and application security groups as ${end}.`,
      );
    }
    if (groups.length > limits.groupsPerEnd) {
      throw new ArmError(
        "SecurityRuleLimitReached",
        400,
        `Rule '${textAt(rule, "name")}' of '${owner}' names ${groups.length} application security groups; ${limits.groupsPerEnd} are allowed.`,
      );
    }
    for (const address of all) {
      if (address === "*" || isAddressOrRange(address) || isServiceTag(address)) continue;
      throw new ArmError(
        "SecurityRuleInvalidAddressPrefix",
        400,
        `Rule '${textAt(rule, "name")}' of '${owner}': '${address}' is neither an address range nor a known service tag.`,
      );
    }
    if (textsAt(rule, `${end}es[]`).filter(isServiceTag).length > 1) {
      throw new ArmError(
        "SecurityRuleParameterContainsUnsupportedValue",
        400,
        `Rule '${textAt(rule, "name")}' of '${owner}' lists several service tags in one field.`,
      );
    }
  }
}

const rulesAreSound: Rule = ({ inputs, name }) => {
  const rules = objectsAt(inputs, "securityRules[]");
  if (rules.length > limits.rules) {
    throw new ArmError(
      "SecurityRuleLimitReached",
      400,
      `'${name}' has ${rules.length} rules; ${limits.rules} are allowed.`,
    );
  }
  for (const end of ["sourceAddressPrefix", "destinationAddressPrefix"]) {
    const count = rules.reduce((sum, rule) => sum + addressesOf(rule, end).length, 0);
    if (count > limits.addresses)
      throw new ArmError(
        "SecurityRuleLimitReached",
        400,
        `The rules of '${name}' name ${count} addresses as ${end}; ${limits.addresses} are allowed.`,
      );
  }
  const groups = new Set(groupPaths.flatMap((path) => textsAt(inputs, path)));
  if (groups.size > limits.groups) {
    throw new ArmError(
      "SecurityRuleLimitReached",
      400,
      `The rules of '${name}' name ${groups.size} application security groups; ${limits.groups} are allowed.`,
    );
  }
  for (const rule of rules) {
    const missing = ["name", "access", "direction", "protocol"].find(
      (key) => textAt(rule, key) === undefined,
    );
    if (missing !== undefined) {
      throw new ArmError(
        "InvalidParameter",
        400,
        `Required parameter ${missing} of rule '${textAt(rule, "name") ?? "?"}' of '${name}' is missing (null).`,
      );
    }
    if (numberAt(rule, "priority") === undefined) {
      throw new ArmError(
        "SecurityRuleInvalidPriority",
        400,
        `Rule '${textAt(rule, "name")}' of '${name}' has no priority.`,
      );
    }
    portsAreSound(rule, name);
    addressesAreSound(rule, name);
  }
};

/** The group may already guard a Bastion subnet, which then holds it to what Bastion needs. */
const bastionKeepsItsRules: Rule = ({ azure, id, inputs, name }) => {
  for (const subnet of azure.referring(id)) refuseBastionGroup(subnet.name, inputs, name);
};

export const networkSecurityGroup = define("azure-native:network:NetworkSecurityGroup", {
  location: "regional",
  rules: [
    rulesAreSound,
    within("securityRules[].priority", priorities, "SecurityRuleInvalidPriority"),
    oneOf("securityRules[].direction", ["Inbound", "Outbound"]),
    oneOf("securityRules[].access", ["Allow", "Deny"]),
    oneOf("securityRules[].protocol", ["Tcp", "Udp", "Icmp", "Esp", "Ah", "*"]),
    prioritiesDiffer("securityRules[]", "priority", "SecurityRuleConflict", "direction"),
    ...groupPaths.map((path) => sameRegion(path)),
    bastionKeepsItsRules,
  ],
  inUse: { code: "InUseNetworkSecurityGroupCannotBeDeleted" },
  outputs: ({ id, azure }) => ({ id, resourceGuid: azure.guid(`${id}/resourceGuid`) }),
});
