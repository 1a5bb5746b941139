import { randomUUID } from "node:crypto";
import { addressCount } from "../../../../lib/cidr.ts";
import { parseVmSize } from "../../../../lib/vmSizes.ts";
import { ArmError } from "../../errors.ts";
import { nameOfId, parentId } from "../../ids.ts";
import type { Rule } from "../../model.ts";
import { flagAt, numberAt, objectsAt, textAt, textsAt, type Properties } from "../../../../lib/properties.ts";
import {
  cidrOf,
  oneOf,
  subnetIsProvisioned,
  subnetPrefixes,
  within,
  zonesAreOffered,
} from "../../rules/network.ts";
import subnets from "../../data/subnets.json" with { type: "json" };
import { define } from "../define.ts";
import { refusePlatformSubnet } from "../network/platformSubnets.ts";

const profile = "virtualMachineProfile";
const interfaces = `${profile}.networkProfile.networkInterfaceConfigurations[].ipConfigurations[]`;

function refuse(code: string, message: string): never {
  throw new ArmError(code, 400, message);
}

const sizeIsOne: Rule = ({ inputs, name }) => {
  const size = textAt(inputs, "sku.name") ?? "";
  if (parseVmSize(size) === undefined)
    refuse("InvalidParameter", `The value '${size}' of sku.name for '${name}' is no VM size.`);
};

/** Azure takes OpenSSH keys of RSA and of Ed25519 (virtual-machines linux/mac-create-ssh-keys.md). */
const publicKey = /^(ssh-rsa|ssh-ed25519) [A-Za-z0-9+/]+=*( .*)?$/;

const somebodyCanSignIn: Rule = ({ inputs, name }) => {
  const os = `${profile}.osProfile`;
  const keys = textsAt(inputs, `${os}.linuxConfiguration.ssh.publicKeys[].keyData`);
  const wrong = keys.find((key) => !publicKey.test(key));
  if (wrong !== undefined)
    refuse(
      "InvalidParameter",
      `The SSH key '${wrong.slice(0, 24)}' of '${name}' is not in OpenSSH's form, or of a kind that Azure does not take.`,
    );
  if (textAt(inputs, `${os}.adminUsername`) === undefined)
    refuse("InvalidParameter", `Required parameter osProfile.adminUsername is missing (null) for '${name}'.`);
  if (keys.length > 0 || textAt(inputs, `${os}.adminPassword`) !== undefined) return;
  refuse(
    "InvalidParameter",
    `Authentication using either SSH or by user name and password must be enabled in the Linux profile of '${name}'.`,
  );
};

/** Automatic upgrades of images ask each machine whether it is well (virtual-machine-scale-sets-automatic-upgrade.md). */
const upgradesAreWatched: Rule = ({ inputs, name }) => {
  const automatic =
    flagAt(inputs, "upgradePolicy.automaticOSUpgradePolicy.enableAutomaticOSUpgrade") === true;
  const repairs = flagAt(inputs, "automaticRepairsPolicy.enabled") === true;
  if (!automatic && !repairs) return;
  const types = textsAt(inputs, `${profile}.extensionProfile.extensions[].type`);
  const probe = textAt(inputs, `${profile}.networkProfile.healthProbe.id`);
  if (probe !== undefined || types.some((type) => type.startsWith("ApplicationHealth"))) return;
  refuse(
    automatic ? "AutomaticOSUpgradeNotSupported" : "AutomaticRepairsPolicyNotSupported",
    `'${name}' has neither a health probe nor the application health extension.`,
  );
};

const bootIsMeasuredAsSaid: Rule = ({ inputs, name }) => {
  const secure = flagAt(inputs, `${profile}.securityProfile.uefiSettings.secureBootEnabled`) === true;
  if (!secure || textAt(inputs, `${profile}.securityProfile.securityType`) !== undefined) return;
  refuse("BadRequest", `Use of UEFI settings for '${name}' needs securityType TrustedLaunch.`);
};

const subnetTakesMachines: Rule = ({ azure, inputs, location, name }) => {
  const capacity = numberAt(inputs, "sku.capacity") ?? 0;
  for (const subnetId of textsAt(inputs, `${interfaces}.subnet.id`)) {
    refusePlatformSubnet(subnetId, name);
    const subnet = azure.find(subnetId);
    const network = azure.find(parentId(subnetId));
    if (network !== undefined && network.location !== location)
      refuse(
        "InvalidResourceReference",
        `Scale set '${name}' (${location}) must be in the region of its virtual network '${network.name}' (${network.location}).`,
      );
    if (textsAt(subnet?.inputs, "delegations[].serviceName").length > 0)
      refuse(
        "SubnetIsDelegated",
        `Subnet '${nameOfId(subnetId)}' is delegated to another service and takes no machine of '${name}'.`,
      );
    const room = subnetPrefixes(subnet?.inputs ?? {})
      .map((prefix) => addressCount(cidrOf(prefix, name)) - subnets.reservedAddresses)
      .reduce((sum, count) => sum + count, 0);
    if (subnet !== undefined && capacity > room)
      refuse(
        "SubnetIsFull",
        `Subnet '${subnetId}' has room for ${room} of the ${capacity} machines of '${name}'.`,
      );
  }
};

const extensionsAreNamed: Rule = ({ inputs, name }) => {
  const extensions = objectsAt(inputs, `${profile}.extensionProfile.extensions[]`);
  const vague = extensions.find((extension) =>
    ["name", "publisher", "type", "typeHandlerVersion"].some((key) => textAt(extension, key) === undefined),
  );
  if (vague !== undefined)
    refuse(
      "InvalidParameter",
      `An extension of '${name}' lacks name, publisher, type or typeHandlerVersion.`,
    );
};

/** A system-assigned identity is a new principal whenever its machines are made anew. */
function identityOutputs(inputs: Properties, previous: Properties | undefined): Properties {
  const identity = inputs["identity"] as Properties | undefined;
  if (!(textAt(inputs, "identity.type") ?? "").includes("SystemAssigned")) return {};
  return {
    identity: { ...identity, principalId: textAt(previous, "identity.principalId") ?? randomUUID() },
  };
}

/** Bounds of the number of machines: virtual-machine-scale-sets, 1000 of an image of the marketplace or of a gallery. */
const mostMachines = 1000;

export const virtualMachineScaleSet = define("azure-native:compute:VirtualMachineScaleSet", {
  location: "regional",
  required: ["sku.name", "sku.capacity", "upgradePolicy.mode|orchestrationMode", profile],
  createOnly: [
    "zones",
    "orchestrationMode",
    "platformFaultDomainCount",
    `${profile}.osProfile.computerNamePrefix`,
    `${profile}.osProfile.adminUsername`,
    `${profile}.securityProfile.securityType`,
  ],
  rules: [
    oneOf("upgradePolicy.mode", ["Automatic", "Manual", "Rolling"]),
    oneOf("orchestrationMode", ["Uniform", "Flexible"]),
    oneOf(`${profile}.securityProfile.securityType`, ["TrustedLaunch", "ConfidentialVM"]),
    within("sku.capacity", { min: 0, max: mostMachines }),
    zonesAreOffered("zones[]"),
    subnetIsProvisioned(`${interfaces}.subnet.id`),
    sizeIsOne,
    somebodyCanSignIn,
    upgradesAreWatched,
    bootIsMeasuredAsSaid,
    subnetTakesMachines,
    extensionsAreNamed,
  ],
  outputs: ({ id, azure, inputs, previous }) => ({
    id,
    uniqueId: azure.guid(`${id}/uniqueId`),
    ...identityOutputs(inputs, previous?.outputs),
  }),
});
