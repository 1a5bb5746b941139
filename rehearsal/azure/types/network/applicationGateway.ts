import { contains, parseCidr } from "../../../../lib/cidr.ts";
import { ArmError } from "../../errors.ts";
import { idKey } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { numberAt, objectsAt, textAt, textsAt, valuesAt } from "../../../../lib/properties.ts";
import {
  cidrOf,
  oneOf,
  sameRegion,
  subnetIsProvisioned,
  subnetPrefixes,
  within,
  zonesAreOffered,
} from "../../rules/network.ts";
import { define } from "../define.ts";

/** Instances of the second version (application-gateway/configuration-infrastructure.md, ms.date 2021-06-14). */
const instances = { min: 0, max: 125 };

function refuse(code: string, message: string): never {
  throw new ArmError(code, 400, message);
}

/** Code: https://github.com/Azure/AKS-Construction/issues/678 (2024-01-15). */
const firewallIsConfigured: Rule = ({ azure, id, inputs, name }) => {
  const policyId = textAt(inputs, "firewallPolicy.id");
  const tier = textAt(inputs, "sku.tier");
  if (
    tier === "WAF_v2" &&
    policyId === undefined &&
    inputs["webApplicationFirewallConfiguration"] === undefined
  )
    refuse(
      "ApplicationGatewayFirewallNotConfiguredForSelectedSku",
      `Application Gateway ${id} with the selected SKU tier WAF_v2 must have a valid WAF policy or configuration`,
    );
  if (tier !== "WAF_v2" && policyId !== undefined)
    refuse(
      "ApplicationGatewayFirewallCannotBeUsedWithSku",
      `Application Gateway '${name}' of tier ${tier} takes no WAF policy; WAF_v2 does.`,
    );
  if (
    policyId !== undefined &&
    azure.find(policyId)?.arm !== "Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"
  )
    refuse("InvalidResourceReference", `'${policyId}' is no web application firewall policy for '${name}'.`);
};

/** The subnet holds application gateways and nothing else, and leads nowhere but to the Internet. */
const subnetIsItsOwn: Rule = ({ azure, id, inputs, name }) => {
  for (const subnetId of textsAt(inputs, "gatewayIPConfigurations[].subnet.id")) {
    const subnet = azure.find(subnetId);
    if (
      textsAt(subnet?.inputs, "delegations[].serviceName").some(
        (service) => service !== "Microsoft.Network/applicationGateways",
      )
    )
      refuse(
        "ApplicationGatewaySubnetIsDelegated",
        `Subnet '${subnetId}' is delegated and takes no '${name}'.`,
      );
    const other = azure
      .referring(subnetId)
      .find((user) => user.arm !== "Microsoft.Network/applicationGateways" && idKey(user.id) !== idKey(id));
    if (other)
      refuse(
        "ApplicationGatewaySubnetCannotBeUsedByOtherResources",
        `Subnet '${subnetId}' of application gateway '${name}' is in use by '${other.id}'.`,
      );
    const table = azure.find(textAt(subnet?.inputs, "routeTable.id") ?? "");
    const elsewhere = objectsAt(table?.inputs, "routes[]").find(
      (route) =>
        textAt(route, "addressPrefix") === "0.0.0.0/0" && textAt(route, "nextHopType") !== "Internet",
    );
    if (elsewhere)
      refuse(
        "ApplicationGatewaySubnetUserDefinedRouteNotSupported",
        `Route '${textAt(elsewhere, "name")}' of '${table?.name}' leads 0.0.0.0/0 of the subnet of '${name}' to ${textAt(elsewhere, "nextHopType")}; an application gateway v2 takes the Internet only.`,
      );
  }
};

/** Azure manages the gateway's instances from outside, on these ports (same document). */
const managementComesThrough: Rule = ({ azure, inputs, name }) => {
  for (const subnetId of textsAt(inputs, "gatewayIPConfigurations[].subnet.id")) {
    const group = azure.find(textAt(azure.find(subnetId)?.inputs, "networkSecurityGroup.id") ?? "");
    if (!group) continue;
    const open = objectsAt(group.inputs, "securityRules[]").some(
      (rule) =>
        textAt(rule, "access") === "Allow" &&
        textAt(rule, "direction") === "Inbound" &&
        ["GatewayManager", "*"].includes(textAt(rule, "sourceAddressPrefix") ?? "") &&
        ["65200-65535", "*"].includes(textAt(rule, "destinationPortRange") ?? ""),
    );
    if (open) continue;
    refuse(
      "ApplicationGatewaySubnetInboundTrafficBlockedByNetworkSecurityGroup",
      `Network security group '${group.name}' blocks incoming traffic of GatewayManager on ports 65200-65535 to the subnet of application gateway '${name}'.`,
    );
  }
};

const frontendsAreSound: Rule = ({ azure, inputs, name }) => {
  const frontends = objectsAt(inputs, "frontendIPConfigurations[]");
  if (frontends.length === 0)
    refuse("ApplicationGatewayFrontendIpMissing", `Application gateway '${name}' has no frontend address.`);
  for (const frontend of frontends) {
    const publicId = textAt(frontend, "publicIPAddress.id");
    const subnetId = textAt(frontend, "subnet.id");
    // learn.microsoft.com troubleshoot/azure/application-gateway/error-codes, read 2026-11-21.
    if (publicId !== undefined && subnetId !== undefined)
      refuse(
        "ApplicationGatewayFrontendIpCannotHavePublicIpAndSubnet",
        `A frontend of application gateway '${name}' names a public address and a subnet.`,
      );
    if (publicId !== undefined && textAt(azure.find(publicId)?.inputs, "sku.name") !== "Standard")
      refuse(
        "ApplicationGatewayPublicIpMustBeStandard",
        `Public IP '${publicId}' of '${name}' must be of the Standard SKU.`,
      );
    const address = textAt(frontend, "privateIPAddress");
    const prefix = subnetPrefixes(azure.find(subnetId ?? "")?.inputs ?? {})[0];
    if (address === undefined || prefix === undefined) continue;
    if (!contains(parseCidr(prefix), cidrOf(`${address}/32`, name)))
      refuse(
        "PrivateIPAddressNotInSubnet",
        `Private static IP address ${address} does not belong to the range of subnet ${subnetId}.`,
      );
  }
};

const partsAreThere: Rule = ({ id, inputs, name }) => {
  const own = `${idKey(id)}/`;
  const references = [
    ...textsAt(inputs, "httpListeners[].frontendIPConfiguration.id"),
    ...textsAt(inputs, "httpListeners[].frontendPort.id"),
    ...textsAt(inputs, "httpListeners[].sslCertificate.id"),
    ...textsAt(inputs, "backendHttpSettingsCollection[].probe.id"),
    ...textsAt(inputs, "requestRoutingRules[].httpListener.id"),
    ...textsAt(inputs, "requestRoutingRules[].backendAddressPool.id"),
    ...textsAt(inputs, "requestRoutingRules[].backendHttpSettings.id"),
    ...textsAt(inputs, "requestRoutingRules[].rewriteRuleSet.id"),
  ];
  for (const reference of references) {
    const [kind = "", part = ""] = idKey(reference).startsWith(own)
      ? reference.slice(own.length).split("/")
      : [];
    if (textsAt(inputs, `${kind}[].name`).includes(part)) continue;
    refuse(
      "InvalidResourceReference",
      `Resource ${reference} referenced by application gateway '${name}' was not found.`,
    );
  }
};

const rulesAreSound: Rule = ({ inputs, name }) => {
  const unlisted = objectsAt(inputs, "requestRoutingRules[]").find(
    (rule) => numberAt(rule, "priority") === undefined,
  );
  if (unlisted)
    refuse(
      "ApplicationGatewayRequestRoutingRulePriorityCannotBeEmpty",
      `Request routing rule '${textAt(unlisted, "name")}' of '${name}' needs a priority.`,
    );
  const bare = objectsAt(inputs, "httpListeners[]").find(
    (listener) =>
      textAt(listener, "protocol") === "Https" && textAt(listener, "sslCertificate.id") === undefined,
  );
  if (bare)
    refuse(
      "ApplicationGatewayHttpsListenerMustReferenceSslCert",
      `Listener '${textAt(bare, "name")}' of '${name}' speaks HTTPS and has no certificate.`,
    );
  const needsVault = textsAt(inputs, "sslCertificates[].keyVaultSecretId").length > 0;
  if (needsVault && textsAt(inputs, "identity.userAssignedIdentities[]").length === 0)
    refuse(
      "ApplicationGatewaySslCertificateMissingIdentity",
      `Application gateway '${name}' takes certificates from a vault and has no user-assigned identity to read them with.`,
    );
};

const capacityIsSound: Rule = ({ azure, inputs, name }) => {
  const least = numberAt(inputs, "autoscaleConfiguration.minCapacity") ?? 0;
  const most = numberAt(inputs, "autoscaleConfiguration.maxCapacity") ?? least;
  if (least > most)
    refuse(
      "ApplicationGatewayAutoscaleInvalid",
      `Application gateway '${name}' has minCapacity ${least} above maxCapacity ${most}.`,
    );
  for (const subnetId of textsAt(inputs, "gatewayIPConfigurations[].subnet.id")) {
    const prefix = subnetPrefixes(azure.find(subnetId)?.inputs ?? {})[0];
    // Azure keeps five addresses of a subnet; a private frontend takes one more.
    const frontends = textsAt(inputs, "frontendIPConfigurations[].privateIPAddress").length;
    const usable = prefix === undefined ? Infinity : 2 ** (32 - parseCidr(prefix).prefix) - 5 - frontends;
    if (most > usable)
      refuse(
        "SubnetIsFull",
        `Subnet '${subnetId}' has ${usable} addresses for up to ${most} instances of '${name}'.`,
      );
  }
};

const zonesFitTheAddress: Rule = ({ azure, inputs, name }) => {
  if (valuesAt(inputs, "zones[]").length === 0) return;
  const without = textsAt(inputs, "frontendIPConfigurations[].publicIPAddress.id").find(
    (addressId) => valuesAt(azure.find(addressId)?.inputs, "zones[]").length === 0,
  );
  if (without === undefined) return;
  refuse(
    "ApplicationGatewayZonesDifferFromPublicIp",
    `Public IP '${without}' of the zonal application gateway '${name}' has no zones.`,
  );
};

export const applicationGateway = define("azure-native:network:ApplicationGateway", {
  location: "regional",
  required: ["gatewayIPConfigurations", "requestRoutingRules"],
  createOnly: ["zones"],
  rules: [
    oneOf("sku.tier", ["Standard_v2", "WAF_v2", "Basic"]),
    oneOf("sku.name", ["Standard_v2", "WAF_v2", "Basic"]),
    zonesAreOffered("zones[]"),
    within("autoscaleConfiguration.minCapacity", instances),
    within("autoscaleConfiguration.maxCapacity", instances),
    subnetIsProvisioned("gatewayIPConfigurations[].subnet.id"),
    sameRegion("frontendIPConfigurations[].publicIPAddress.id"),
    sameRegion("firewallPolicy.id"),
    firewallIsConfigured,
    subnetIsItsOwn,
    managementComesThrough,
    frontendsAreSound,
    partsAreThere,
    rulesAreSound,
    capacityIsSound,
    zonesFitTheAddress,
  ],
  inUse: { code: "ApplicationGatewayInUse" },
  outputs: ({ id }) => ({ id, operationalState: "Running" }),
});
