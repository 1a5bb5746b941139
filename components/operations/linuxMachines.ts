import type { VirtualMachineScaleSetArgs } from "@pulumi/azure-native/compute/virtualMachineScaleSet.js";
import type * as inputs from "@pulumi/azure-native/types/input.js";
import * as pulumi from "@pulumi/pulumi";

type Extension = inputs.compute.VirtualMachineScaleSetExtensionArgs;

export interface LinuxMachinesArgs {
  readonly vmScaleSetName: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  readonly vmSize: string;
  readonly capacity: number;
  /** At most 9 characters: Azure adds six to make the name of a machine. */
  readonly hostPrefix: string;
  /** Image of a gallery; Ubuntu of the marketplace without one. */
  readonly imageId: string | undefined;
  readonly subnetId: pulumi.Input<string>;
  /** A public key; see lib/ops/nobodysKey.ts. */
  readonly sshPublicKey: string;
  readonly identity: inputs.compute.VirtualMachineScaleSetIdentityArgs;
  /** What cloud-init does at the first start, as plain text. */
  readonly customData: pulumi.Input<string> | undefined;
  readonly extensions: readonly Extension[];
  readonly upgradePolicy: inputs.compute.UpgradePolicyArgs;
  readonly tags: Record<string, string>;
}

/**
 * The image of machines without one of their own: generation 2, which Trusted Launch needs. Source: the list of images with
 * automatic upgrades in azure-docs virtual-machine-scale-sets-automatic-upgrade.md (Canonical, ubuntu-24_04-lts, server).
 */
const ubuntu = { publisher: "Canonical", offer: "ubuntu-24_04-lts", sku: "server", version: "latest" };

/** Nobody signs in as this user: the key below it has no private half. */
const adminUsername = "nobodysadmin";

/** What jump boxes and agents have in common: no password, no public address, nothing unencrypted, a measured boot. */
export function linuxMachines(args: LinuxMachinesArgs): VirtualMachineScaleSetArgs {
  const { customData, extensions, imageId } = args;
  return {
    vmScaleSetName: args.vmScaleSetName,
    resourceGroupName: args.resourceGroupName,
    location: args.location,
    zones: [...args.zones],
    orchestrationMode: "Uniform",
    overprovision: false,
    singlePlacementGroup: false,
    platformFaultDomainCount: 1,
    sku: { name: args.vmSize, tier: "Standard", capacity: args.capacity },
    identity: args.identity,
    upgradePolicy: args.upgradePolicy,
    virtualMachineProfile: {
      osProfile: {
        computerNamePrefix: args.hostPrefix,
        adminUsername,
        ...(customData === undefined ? {} : { customData: base64(customData) }),
        linuxConfiguration: {
          disablePasswordAuthentication: true,
          provisionVMAgent: true,
          ssh: {
            publicKeys: [{ path: `/home/${adminUsername}/.ssh/authorized_keys`, keyData: args.sshPublicKey }],
          },
        },
      },
      securityProfile: {
        encryptionAtHost: true,
        securityType: "TrustedLaunch",
        uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
      },
      storageProfile: {
        imageReference: imageId === undefined ? ubuntu : { id: imageId },
        osDisk: {
          createOption: "FromImage",
          caching: "ReadWrite",
          managedDisk: { storageAccountType: "Premium_LRS" },
        },
      },
      networkProfile: {
        networkInterfaceConfigurations: [
          {
            name: "primary",
            primary: true,
            // Without a publicIPAddressConfiguration a machine has no public address.
            ipConfigurations: [{ name: "primary", primary: true, subnet: { id: args.subnetId } }],
          },
        ],
      },
      // Without a storage account of one's own, in one that Azure manages.
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      ...(extensions.length === 0 ? {} : { extensionProfile: { extensions: [...extensions] } }),
    },
    tags: args.tags,
  };
}

/** Tells Azure whether a machine is well: without it no image is upgraded by itself and nothing is repaired. */
export function healthExtension(port: number): Extension {
  return {
    name: "health",
    publisher: "Microsoft.ManagedServices",
    type: "ApplicationHealthLinux",
    typeHandlerVersion: "1.0",
    autoUpgradeMinorVersion: true,
    settings: { protocol: "tcp", port },
  };
}

/** Lets people of Microsoft Entra ID sign in by SSH. It needs an identity of the machine itself. */
export const entraLoginExtension: Extension = {
  name: "entra-login",
  publisher: "Microsoft.Azure.ActiveDirectory",
  type: "AADSSHLoginForLinux",
  typeHandlerVersion: "1.0",
  autoUpgradeMinorVersion: true,
};

function base64(text: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.output(text).apply((plain) => Buffer.from(plain).toString("base64"));
}
