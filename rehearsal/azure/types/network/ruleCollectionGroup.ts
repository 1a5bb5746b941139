import { typicalMinutes } from "../../durations.ts";
import { ArmError } from "../../errors.ts";
import { idKey, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, objectsAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import {
  isAddressOrRange,
  isPortOrRange,
  isServiceTag,
  oneOf,
  prioritiesDiffer,
  within,
} from "../../rules/network.ts";
import fqdnTags from "../../data/fqdnTags.json" with { type: "json" };
import { define } from "../define.ts";
import { hasDnsProxy, tierOf } from "./firewallPolicy.ts";

/** Priorities of groups and collections: limits table of 2026-08-04 and the ARM schema. */
const priorities = { min: 100, max: 65000 };
/** Groups per policy, for policies created after July 2022 (limits of 2026-08-04). */
const groupsPerPolicy = 90;

const groupPriorityIsFree: Rule = ({ azure, id, inputs, name }) => {
  const policy = parentId(id);
  const others = azure.below(policy).filter((other) => idKey(other.id) !== idKey(id));
  const same = others.find((other) => numberAt(other.inputs, "priority") === numberAt(inputs, "priority"));
  if (same) {
    throw new ArmError(
      "FirewallPolicyRuleCollectionGroupPriorityConflict",
      400,
      `Rule collection groups '${same.name}' and '${name}' of the same policy have the same priority.`,
    );
  }
  if (others.length >= groupsPerPolicy) {
    throw new ArmError(
      "FirewallPolicyRuleCollectionGroupLimitReached",
      400,
      `The policy already has ${others.length} rule collection groups; ${groupsPerPolicy} are allowed.`,
    );
  }
};

function refuse(owner: string, rule: Properties, why: string): never {
  throw new ArmError(
    "FirewallPolicyRuleInvalid",
    400,
    `Rule '${textAt(rule, "name") ?? "?"}' of '${owner}' ${why}.`,
  );
}

function hasSource(rule: Properties): boolean {
  return textsAt(rule, "sourceAddresses[]").length + textsAt(rule, "sourceIpGroups[]").length > 0;
}

function applicationRuleIsSound(rule: Properties, owner: string): void {
  const destinations = [
    "targetFqdns[]",
    "fqdnTags[]",
    "targetUrls[]",
    "webCategories[]",
    "destinationAddresses[]",
  ];
  if (!destinations.some((path) => textsAt(rule, path).length > 0))
    refuse(owner, rule, "names no destination");
  if (textsAt(rule, "fqdnTags[]").length > 0 && textsAt(rule, "targetFqdns[]").length > 0) {
    refuse(owner, rule, "has host names and FQDN tags; a rule takes one or the other");
  }
  const unknown = textsAt(rule, "fqdnTags[]").find(
    (tag) => !fqdnTags.tags.includes(tag) && !tag.startsWith("Office365."),
  );
  if (unknown !== undefined) refuse(owner, rule, `uses the unknown FQDN tag '${unknown}'`);
  if (objectsAt(rule, "protocols[]").length === 0) refuse(owner, rule, "names no protocol");
  for (const protocol of objectsAt(rule, "protocols[]")) {
    const port = numberAt(protocol, "port") ?? 0;
    if (port < 1 || port > 64000)
      refuse(owner, rule, `uses the port ${port}; application rules take 1-64000`);
    if (!["Http", "Https", "Mssql"].includes(textAt(protocol, "protocolType") ?? ""))
      refuse(owner, rule, "has a protocol that is none of Http, Https, Mssql");
  }
  // Only a leading star is a wildcard: `*.data.mcr.microsoft.com`, never `data.*.com`.
  const host = textsAt(rule, "targetFqdns[]").find(
    (name) => !/^(\*|(\*\.?)?[A-Za-z0-9]([A-Za-z0-9-]*(\.[A-Za-z0-9-]+)*))$/.test(name),
  );
  if (host !== undefined) refuse(owner, rule, `has the malformed host name '${host}'`);
}

function networkRuleIsSound(rule: Properties, owner: string): void {
  const destinations = ["destinationAddresses[]", "destinationFqdns[]", "destinationIpGroups[]"];
  if (!destinations.some((path) => textsAt(rule, path).length > 0))
    refuse(owner, rule, "names no destination");
  portsAreSound(rule, owner);
  const wildcard = textsAt(rule, "destinationFqdns[]").find((host) => host.includes("*"));
  if (wildcard !== undefined)
    refuse(owner, rule, `has the wildcard '${wildcard}'; network rules take whole host names`);
  const address = textsAt(rule, "destinationAddresses[]").find(
    (text) => !isAddress(text) && !isServiceTag(text),
  );
  if (address !== undefined)
    refuse(
      owner,
      rule,
      `has the destination '${address}', which is neither an address range nor a known service tag`,
    );
}

function natRuleIsSound(rule: Properties, owner: string): void {
  if (textsAt(rule, "destinationAddresses[]").length !== 1)
    refuse(owner, rule, "must name exactly one destination address");
  if ((textAt(rule, "translatedAddress") ?? textAt(rule, "translatedFqdn")) === undefined)
    refuse(owner, rule, "names nothing to translate to");
  if (!isPortOrRange(textAt(rule, "translatedPort") ?? "", 1))
    refuse(owner, rule, "names no port to translate to");
  const source = textsAt(rule, "sourceAddresses[]").find((text) => !isAddress(text));
  if (source !== undefined) refuse(owner, rule, `has the source '${source}', which is no address range`);
  const destination = textsAt(rule, "destinationAddresses[]")[0] ?? "";
  if (!isAddressOrRange(destination) || destination.includes("/"))
    refuse(owner, rule, `translates '${destination}', which is no address of a firewall`);
  portsAreSound(rule, owner);
}

/** Ports 1-65535: limits of 2026-08-04. */
function portsAreSound(rule: Properties, owner: string): void {
  const ports = textsAt(rule, "destinationPorts[]");
  if (ports.length === 0) refuse(owner, rule, "names no destination port");
  const wrong = ports.find((port) => !isPortOrRange(port, 1));
  if (wrong !== undefined) refuse(owner, rule, `has '${wrong}', which is no port, range or *`);
  if (textsAt(rule, "ipProtocols[]").length === 0) refuse(owner, rule, "names no protocol");
}

function isAddress(text: string): boolean {
  return text === "*" || text.split("-").every(isAddressOrRange);
}

const collectionsAreSound: Rule = ({ inputs, name }) => {
  for (const collection of objectsAt(inputs, "ruleCollections[]")) {
    const ruleTypes = new Set(textsAt(collection, "rules[].ruleType"));
    if (ruleTypes.size > 1) {
      throw new ArmError(
        "FirewallPolicyRuleCollectionMixedRuleTypes",
        400,
        `Collection '${textAt(collection, "name")}' of '${name}' mixes ${[...ruleTypes].join(" and ")}.`,
      );
    }
    const isNat = textAt(collection, "ruleCollectionType") === "FirewallPolicyNatRuleCollection";
    const misplaced = [...ruleTypes].find((type) => (type === "NatRule") !== isNat);
    if (misplaced !== undefined) {
      throw new ArmError(
        "FirewallPolicyRuleCollectionMixedRuleTypes",
        400,
        `Collection '${textAt(collection, "name")}' of '${name}' is a ${textAt(collection, "ruleCollectionType")} and takes no ${misplaced}.`,
      );
    }
    for (const rule of objectsAt(collection, "rules[]")) {
      if (!hasSource(rule)) refuse(name, rule, "names no source");
      const source = textsAt(rule, "sourceAddresses[]").find((text) => !isAddress(text));
      if (source !== undefined) refuse(name, rule, `has the source '${source}', which is no address range`);
      if (textAt(rule, "ruleType") === "ApplicationRule") applicationRuleIsSound(rule, name);
      if (textAt(rule, "ruleType") === "NetworkRule") networkRuleIsSound(rule, name);
      if (textAt(rule, "ruleType") === "NatRule") natRuleIsSound(rule, name);
    }
  }
};

/** Rules that open TLS need an authority, of the policy or of the one it inherits from, and the tier that has one. */
const inspectionNeedsAnAuthority: Rule = ({ azure, id, inputs, name }) => {
  const opened = objectsAt(inputs, "ruleCollections[].rules[]").filter(
    (rule) => flagAt(rule, "terminateTLS") === true,
  );
  const first = opened[0];
  if (first === undefined) return;
  const tagged = opened.find((rule) => textsAt(rule, "fqdnTags[]").length > 0);
  if (tagged) refuse(name, tagged, "opens TLS to hosts of an FQDN tag");
  const plain = opened.find((rule) => !textsAt(rule, "protocols[].protocolType").includes("Https"));
  if (plain) refuse(name, plain, "opens TLS and has no protocol Https");
  const policy = azure.find(parentId(id));
  if (tierOf(policy?.inputs) !== "Premium") refuse(name, first, "opens TLS, which needs a Premium policy");
  if (policy?.inputs["transportSecurity"] === undefined)
    refuse(name, first, "opens TLS, and its policy names no authority to do it with");
};

/** Host names in network rules are resolved by the firewall itself, which it does only as a DNS proxy. */
const hostNamesNeedTheProxy: Rule = ({ azure, id, inputs, name }) => {
  if (textsAt(inputs, "ruleCollections[].rules[].destinationFqdns[]").length === 0) return;
  if (hasDnsProxy(azure, azure.find(parentId(id))?.inputs)) return;
  throw new ArmError(
    "FirewallPolicyDnsProxyRequired",
    400,
    `'${name}' has network rules with host names, but its policy does not enable the DNS proxy.`,
  );
};

export const ruleCollectionGroup = define("azure-native:network:FirewallPolicyRuleCollectionGroup", {
  location: "none",
  required: ["priority"],
  rules: [
    within("priority", priorities),
    within("ruleCollections[].priority", priorities),
    oneOf("ruleCollections[].ruleCollectionType", [
      "FirewallPolicyFilterRuleCollection",
      "FirewallPolicyNatRuleCollection",
    ]),
    oneOf("ruleCollections[].rules[].ruleType", ["ApplicationRule", "NetworkRule", "NatRule"]),
    oneOf("ruleCollections[].action.type", ["Allow", "Deny", "DNAT"]),
    oneOf("ruleCollections[].rules[].ipProtocols[]", ["TCP", "UDP", "ICMP", "Any"]),
    prioritiesDiffer("ruleCollections[]", "priority", "FirewallPolicyRuleCollectionPriorityConflict"),
    groupPriorityIsFree,
    collectionsAreSound,
    hostNamesNeedTheProxy,
    inspectionNeedsAnAuthority,
  ],
  // Parallel writes below one policy are refused, which is why programs chain them.
  oneAtATime: {
    code: "FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting",
    status: 409,
  },
  // A write below a policy that a firewall already uses is rolled out to it.
  minutes: ({ azure, id, arm }) =>
    typicalMinutes(
      arm,
      azure.referring(parentId(id)).some((user) => user.arm === "Microsoft.Network/azureFirewalls")
        ? "update-attached"
        : "create-unattached",
    ),
  outputs: ({ id }) => ({ id }),
});
