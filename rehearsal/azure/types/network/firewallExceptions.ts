import { ArmError } from "../../errors.ts";
import type { Rule } from "../../model.ts";
import { objectsAt, textAt, textsAt } from "../../../../lib/properties.ts";
import { isAddressOrRange } from "../../rules/network.ts";

function refuse(name: string, why: string): never {
  throw new ArmError("FirewallPolicyExceptionInvalid", 400, `Firewall policy '${name}' ${why}.`);
}

/** Addresses, and names of which the first label may be a star. */
export const threatIntelligenceIsSound: Rule = ({ inputs, name }) => {
  const address = textsAt(inputs, "threatIntelWhitelist.ipAddresses[]").find(
    (text) => !text.split("-").every(isAddressOrRange),
  );
  if (address !== undefined) refuse(name, `allows '${address}', which is no address or range`);
  const host = textsAt(inputs, "threatIntelWhitelist.fqdns[]").find(
    (text) => !/^(\*\.?)?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*$/.test(text),
  );
  if (host !== undefined) refuse(name, `allows '${host}', which is no host name`);
};

export const intrusionDetectionIsSound: Rule = ({ inputs, name }) => {
  const at = "intrusionDetection.configuration";
  const ids = textsAt(inputs, `${at}.signatureOverrides[].id`);
  const odd = ids.find((id) => !/^\d{1,7}$/.test(id));
  if (odd !== undefined) refuse(name, `overrides the signature '${odd}', which is no number`);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) refuse(name, `overrides the signature ${twice} twice`);
  for (const bypass of objectsAt(inputs, `${at}.bypassTrafficSettings[]`)) {
    const title = textAt(bypass, "name") ?? "?";
    if (textsAt(bypass, "destinationPorts[]").length === 0)
      refuse(name, `has the bypass '${title}' without destination ports`);
    if (!["TCP", "UDP", "ICMP", "ANY"].includes(textAt(bypass, "protocol") ?? ""))
      refuse(name, `has the bypass '${title}' with a protocol that is none of TCP, UDP, ICMP, ANY`);
    for (const end of ["source", "destination"]) {
      const there = [...textsAt(bypass, `${end}Addresses[]`), ...textsAt(bypass, `${end}IpGroups[]`)];
      if (there.length === 0) refuse(name, `has the bypass '${title}' without a ${end}`);
    }
  }
};

/** A child may be stricter than its parent, never laxer (firewall-manager/policy-overview.md, ms.date 2023-02-10). */
const modes = ["Off", "Alert", "Deny"];

export const asStrictAsTheParent: Rule = ({ azure, inputs, name }) => {
  const parent = azure.find(textAt(inputs, "basePolicy.id") ?? "");
  const own = textAt(inputs, "threatIntelMode");
  const above = textAt(parent?.inputs, "threatIntelMode");
  if (parent === undefined || own === undefined || above === undefined) return;
  if (modes.indexOf(own) >= modes.indexOf(above)) return;
  throw new ArmError(
    "FirewallPolicyThreatIntelModeLaxerThanParent",
    400,
    `Firewall policy '${name}' sets threat intelligence to ${own}; its base policy '${parent.name}' demands ${above}.`,
  );
};

/** The firewall reads the authority's key from a vault, with an identity of the policy (premium-certificates.md, 2022-03-07). */
export const inspectionIsComplete: Rule = ({ inputs, name }) => {
  const authority = "transportSecurity.certificateAuthority";
  const secret = textAt(inputs, `${authority}.keyVaultSecretId`);
  if (inputs["transportSecurity"] === undefined) return;
  if (secret === undefined || textAt(inputs, `${authority}.name`) === undefined)
    throw new ArmError(
      "FirewallPolicyCertificateAuthorityInvalid",
      400,
      `Firewall policy '${name}': TLS inspection needs the name and the Key Vault secret of an authority.`,
    );
  if (!/^https:\/\/[a-z0-9-]+\.vault\.azure\.net\/secrets\/[A-Za-z0-9-]+(\/[a-f0-9]+)?$/i.test(secret))
    throw new ArmError(
      "FirewallPolicyCertificateAuthorityInvalid",
      400,
      `Firewall policy '${name}': '${secret}' is not the id of a Key Vault secret.`,
    );
  const identities = textsAt(inputs, "identity.userAssignedIdentities[]");
  if (textAt(inputs, "identity.type") === "UserAssigned" && identities.length > 0) return;
  throw new ArmError(
    "FirewallPolicyMissingIdentity",
    400,
    `Firewall policy '${name}': TLS inspection needs a user-assigned identity that may read '${secret}'.`,
  );
};
