import { VirtualMachineScaleSet } from "@pulumi/azure-native/compute/virtualMachineScaleSet.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { linuxMachines } from "./linuxMachines.ts";

export interface AgentMachinesArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  readonly zones: readonly string[];
  readonly vmSize: string;
  readonly imageId: string | undefined;
  readonly subnetId: pulumi.Input<string>;
  readonly sshPublicKey: string;
  readonly identityId: pulumi.Input<string>;
  readonly customData: pulumi.Input<string> | undefined;
  /** Machines that always run; undefined where Azure DevOps decides, which begins with none. */
  readonly count: number | undefined;
  readonly tags: Record<string, string>;
  /** The way out, without which a machine never becomes an agent. */
  readonly dependsOn: pulumi.Input<pulumi.Resource>[];
}

/**
 * Machines for pipelines. A scale set of Azure Pipelines is scaled, tagged and extended by Azure DevOps itself, which wants
 * manual upgrades and no overprovisioning (azure-devops-docs scale-set-agents.md).
 */
export class AgentMachines extends pulumi.ComponentResource {
  readonly scaleSet: VirtualMachineScaleSet;

  constructor(name: string, args: AgentMachinesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:operations:AgentMachines", name, {}, opts);
    const scaledByOthers = args.count === undefined;
    this.scaleSet = new VirtualMachineScaleSet(
      `${name}-machines`,
      linuxMachines({
        ...args,
        vmScaleSetName: args.names.virtualMachineScaleSet("agents"),
        capacity: args.count ?? 0,
        hostPrefix: "agent",
        identity: { type: "UserAssigned", userAssignedIdentities: [args.identityId] },
        extensions: [],
        upgradePolicy: { mode: "Manual" },
      }),
      {
        parent: this,
        dependsOn: args.dependsOn,
        ignoreChanges: scaledByOthers
          ? ["sku.capacity", "tags", "virtualMachineProfile.extensionProfile"]
          : [],
      },
    );
    this.registerOutputs({ scaleSetId: this.scaleSet.id });
  }
}
