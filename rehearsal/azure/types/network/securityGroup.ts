import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { numberAt, objectsAt, textAt, textsAt, type Properties } from "../../properties.ts";
import { oneOf, prioritiesDiffer, within } from "../../rules/network.ts";
import serviceTags from "../../data/serviceTags.json" with { type: "json" };
import { define } from "../define.ts";

/** network semantics 2.2: user rules have priorities from 100 to 4096. */
const priorities = { min: 100, max: 4096 };

function portsAreSound(rule: Properties, owner: string): void {
  for (const end of ["sourcePortRange", "destinationPortRange"]) {
    const ports = [textAt(rule, end), ...textsAt(rule, `${end}s[]`)].filter((port) => port !== undefined);
    if (ports.length === 0) {
      throw new ArmError("SecurityRuleInvalidPortRange", 400, `Rule '${textAt(rule, "name")}' of '${owner}' names no ${end}.`);
    }
    for (const port of ports) {
      const [low = NaN, high = low] = port.split("-").map(Number);
      if (port === "*" || (low >= 0 && high <= 65535 && low <= high)) continue;
      throw new ArmError("SecurityRuleInvalidPortRange", 400, `Rule '${textAt(rule, "name")}' of '${owner}': '${port}' is no port, range or *.`);
    }
  }
}

function addressesAreSound(rule: Properties, owner: string): void {
  for (const end of ["sourceAddressPrefix", "destinationAddressPrefix"]) {
    const many = textsAt(rule, `${end}es[]`);
    const all = [textAt(rule, end), ...many].filter((address) => address !== undefined);
    const groups = objectsAt(rule, `${end.replace("AddressPrefix", "ApplicationSecurityGroups")}[]`);
    if (all.length === 0 && groups.length === 0) {
      throw new ArmError("SecurityRuleInvalidAddressPrefix", 400, `Rule '${textAt(rule, "name")}' of '${owner}' names no ${end}.`);
    }
    const isTag = (address: string) => /^[A-Za-z]/.test(address);
    for (const address of all) {
      if (address === "*" || /^\d{1,3}(\.\d{1,3}){3}(\/\d{1,2})?$/.test(address)) continue;
      const known = serviceTags.tags.some((tag) => tag.toLowerCase() === address.split(".")[0]?.toLowerCase() || tag === address);
      if (isTag(address) && known) continue;
      throw new ArmError("SecurityRuleInvalidAddressPrefix", 400, `Rule '${textAt(rule, "name")}' of '${owner}': '${address}' is neither an address range nor a known service tag.`);
    }
    if (many.filter(isTag).length > 1) {
      throw new ArmError("SecurityRuleParameterContainsUnsupportedValue", 400, `Rule '${textAt(rule, "name")}' of '${owner}' lists several service tags in one field.`);
    }
  }
}

const rulesAreSound: Rule = ({ inputs, name }) => {
  for (const rule of objectsAt(inputs, "securityRules[]")) {
    if (numberAt(rule, "priority") === undefined) {
      throw new ArmError("SecurityRuleInvalidPriority", 400, `Rule '${textAt(rule, "name")}' of '${name}' has no priority.`);
    }
    portsAreSound(rule, name);
    addressesAreSound(rule, name);
  }
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
  ],
  inUse: { code: "InUseNetworkSecurityGroupCannotBeDeleted" },
  outputs: ({ id, azure }) => ({ id, resourceGuid: azure.guid(`${id}/resourceGuid`) }),
});
