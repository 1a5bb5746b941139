import { VirtualMachineScaleSet } from "@pulumi/azure-native/compute/virtualMachineScaleSet.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { assignRole, type Scope } from "../identity/roleAssignment.ts";
import { entraLoginExtension, healthExtension, linuxMachines } from "./linuxMachines.ts";

export interface JumpBoxesArgs {
  readonly names: Names;
  readonly subscriptionId: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  readonly count: number;
  readonly vmSize: string;
  readonly imageId: string | undefined;
  readonly subnetId: pulumi.Input<string>;
  readonly sshPublicKey: string;
  readonly customData: string | undefined;
  /** Who may sign in. */
  readonly groups: readonly {
    readonly name: string;
    readonly objectId: string;
    readonly role: "admin" | "user";
  }[];
  /** The scale set as the plain id it will have. */
  readonly armId: string;
  /** The group of the network and its machines: Bastion shows people only what they may read. */
  readonly resourceGroup: Scope;
  readonly tags: Record<string, string>;
  /** The way out, without which the sign-in extension cannot install its package. */
  readonly dependsOn: pulumi.Input<pulumi.Resource>[];
}

const sshPort = 22;

/** Machines from which people work on the clusters, signed in with Microsoft Entra ID. */
export class JumpBoxes extends pulumi.ComponentResource {
  readonly scaleSet: VirtualMachineScaleSet;

  constructor(name: string, args: JumpBoxesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:JumpBoxes", name, {}, opts);
    const { names, subscriptionId } = args;
    this.scaleSet = new VirtualMachineScaleSet(
      `${name}-machines`,
      {
        ...linuxMachines({
          ...args,
          vmScaleSetName: names.virtualMachineScaleSet("jump-boxes"),
          capacity: args.count,
          hostPrefix: "jump",
          identity: { type: "SystemAssigned" },
          extensions: [healthExtension(sshPort), entraLoginExtension],
          upgradePolicy: {
            mode: "Automatic",
            automaticOSUpgradePolicy: { enableAutomaticOSUpgrade: true, disableAutomaticRollback: false },
          },
        }),
        zoneBalance: true,
        automaticRepairsPolicy: { enabled: true, gracePeriod: "PT30M", repairAction: "Replace" },
      },
      { parent: this, dependsOn: args.dependsOn },
    );

    const machines: Scope = { id: this.scaleSet.id, armId: args.armId };
    for (const { name: group, objectId, role } of args.groups) {
      const principal = { principalId: objectId, armId: objectId, principalType: "Group" } as const;
      assignRole(
        `${name}-${group}-signs-in`,
        {
          subscriptionId,
          role: role === "admin" ? "virtualMachineAdministratorLogin" : "virtualMachineUserLogin",
          principal,
          scope: machines,
          reason: `${group} works from the jump boxes`,
        },
        { parent: this },
      );
      assignRole(
        `${name}-${group}-finds`,
        {
          subscriptionId,
          role: "reader",
          principal,
          scope: args.resourceGroup,
          reason: `${group} finds Bastion and the jump boxes`,
        },
        { parent: this },
      );
    }
    this.registerOutputs({ scaleSetId: this.scaleSet.id });
  }
}
