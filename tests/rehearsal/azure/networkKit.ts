/** Parts of a network for tests: what a firewall, a security group or a private endpoint needs around it. */
import { expect } from "chai";
import { ArmError } from "../../../rehearsal/azure/errors.ts";
import type { Properties } from "../../../lib/properties.ts";
import { changed, location, refusal, type Kit } from "./kit.ts";

/** What is tried, ARM's code, a piece of the message that names the culprit, and the changes to good inputs. */
export type Refused = readonly [title: string, code: string, culprit: string, changes: Properties];

/** One test per row: good inputs with these changes are refused with that code, and the message names the culprit. */
export function refuses(
  rows: readonly Refused[],
  kit: () => Kit,
  token: string,
  good: () => Properties,
): void {
  for (const [title, code, culprit, changes] of rows) {
    it(`refuses ${title}`, async () => {
      const error = await refusal(kit().create(token, changed(good(), changes)));
      expect(error.code).to.equal(code);
      expect(error.message).to.contain(culprit);
    });
  }
}

export async function publicIp(kit: Kit, name: string, changes: Properties = {}): Promise<string> {
  const good = {
    publicIpAddressName: name,
    location,
    sku: { name: "Standard" },
    publicIPAllocationMethod: "Static",
    zones: ["1", "2", "3"],
  };
  return (await kit.create("network:PublicIPAddress", changed(good, changes))).id;
}

export async function policy(kit: Kit, name: string, changes: Properties = {}): Promise<string> {
  const good = {
    firewallPolicyName: name,
    location,
    sku: { tier: "Standard" },
    dnsSettings: { enableProxy: true },
  };
  return (await kit.create("network:FirewallPolicy", changed(good, changes))).id;
}

/** Inputs of a firewall that stands in the given subnet. */
export function firewallInputs(subnetId: string, publicIpId: string, policyId: string): Properties {
  return {
    azureFirewallName: "afw",
    location,
    zones: ["1", "2", "3"],
    sku: { name: "AZFW_VNet", tier: "Standard" },
    firewallPolicy: { id: policyId },
    ipConfigurations: [{ name: "first", subnet: { id: subnetId }, publicIPAddress: { id: publicIpId } }],
  };
}

export const networkRule: Properties = {
  name: "dns",
  ruleType: "NetworkRule",
  sourceAddresses: ["10.0.0.0/16"],
  destinationAddresses: ["AzureCloud.eastus"],
  destinationPorts: ["53"],
  ipProtocols: ["UDP"],
};

export const applicationRule: Properties = {
  name: "registry",
  ruleType: "ApplicationRule",
  sourceAddresses: ["10.0.0.0/16"],
  targetFqdns: ["mcr.microsoft.com", "*.data.mcr.microsoft.com"],
  protocols: [{ protocolType: "Https", port: 443 }],
};

/** Inputs of a rule collection group with one collection per rule. */
export function groupInputs(name: string, priority: number, ...rules: Properties[]): Properties {
  return {
    firewallPolicyName: "afwp",
    ruleCollectionGroupName: name,
    priority,
    ruleCollections: rules.map((rule, index) => ({
      name: `collection-${index}`,
      priority: 100 + index,
      ruleCollectionType: "FirewallPolicyFilterRuleCollection",
      action: { type: "Allow" },
      rules: [rule],
    })),
  };
}

/** A resource as it is before its first test: nothing but an id, a type and a name. */
export function madeByAzure(
  id: string,
  arm: string,
  outputs: Properties = {},
): Parameters<Kit["store"]["put"]>[0] {
  return {
    id,
    arm,
    name: id.split("/").at(-1) ?? "",
    location,
    inputs: {},
    outputs,
    facts: {},
    state: "Succeeded",
    until: 0,
  };
}

/** The codes of those promises that Azure refused, in order. */
export async function codesOf(promises: readonly Promise<unknown>[]): Promise<string[]> {
  const results = await Promise.allSettled(promises);
  return results.flatMap((result) =>
    result.status === "rejected"
      ? [result.reason instanceof ArmError ? result.reason.code : String(result.reason)]
      : [],
  );
}

/** A vault, as something that private endpoints can lead to. */
export async function vault(kit: Kit, name: string): Promise<string> {
  const properties = {
    sku: { family: "A", name: "standard" },
    tenantId: kit.subscription.view.tenantId,
    enableRbacAuthorization: true,
  };
  return (await kit.create("keyvault:Vault", { vaultName: name, location, properties })).id;
}

/** Inputs of a private endpoint that asks with the rights of its target's owner. */
export function endpointInputs(
  name: string,
  subnetId: string,
  targetId: string,
  groupId: string,
): Properties {
  return {
    privateEndpointName: name,
    location,
    subnet: { id: subnetId },
    privateLinkServiceConnections: [{ name: "link", privateLinkServiceId: targetId, groupIds: [groupId] }],
  };
}
