import * as pulumi from "@pulumi/pulumi";
import { AgentIdentity } from "../../components/operations/agentIdentity.ts";
import { AgentMachines } from "../../components/operations/agentMachines.ts";
import { Bastion } from "../../components/operations/bastion.ts";
import { JumpBoxes } from "../../components/operations/jumpBoxes.ts";
import { ManagedPool } from "../../components/operations/managedPool.ts";
import { githubRunnerSteps } from "../../lib/ops/githubRunner.ts";
import { nobodysSshKey } from "../../lib/ops/nobodysKey.ts";
import { cloudConfig, toolSteps, type BootSteps } from "../../lib/ops/toolchain.ts";
import type { NetworkPart } from "./network.ts";
import type { OpsScope } from "./scope.ts";
import type { ServicesPart } from "./services.ts";

/** Where people and pipelines work. */
export interface MachinesPart {
  readonly bastion: Bastion;
  readonly jumpBoxes: JumpBoxes;
  /** Who the agents are; undefined for a network without agents. */
  readonly agents: AgentIdentity | undefined;
}

export function machinesPart(scope: OpsScope, network: NetworkPart, services: ServicesPart): MachinesPart {
  const { config, global, shared, idInGroup, groupScope } = scope;
  const { subnets } = network.network;
  const { sku, ...bastionSettings } = config.bastion;
  const bastion = new Bastion("bastion", {
    ...shared,
    ...bastionSettings,
    sku,
    zones: config.zones,
    subnetId: subnets.bastion.id,
    dependsOn: [network.network],
  });
  const { count, vmSize, imageId, groups } = config.jumpBoxes;
  const jumpBoxes = new JumpBoxes("jump-boxes", {
    ...shared,
    subscriptionId: global.subscriptionId,
    zones: config.zones,
    count,
    vmSize,
    imageId,
    groups,
    subnetId: subnets.jumpBoxes.id,
    sshPublicKey: sshPublicKey(scope),
    customData: cloudConfig(bootTools(imageId)),
    armId: idInGroup("azure-native:compute:VirtualMachineScaleSet", {
      vmScaleSetName: shared.names.virtualMachineScaleSet("jump-boxes"),
    }),
    resourceGroup: groupScope,
    dependsOn: [...network.outward],
  });
  if (config.agents.type === "none" || subnets.agents === undefined)
    return { bastion, jumpBoxes, agents: undefined };
  const identity = agentIdentity(scope, services);
  agentMachines(scope, network, identity);
  return { bastion, jumpBoxes, agents: identity };
}

/** Of the stack, so that a change of machines changes no key. */
function sshPublicKey({ context, global }: OpsScope): string {
  return nobodysSshKey(`${context.stack.text} ${global.suffix}`);
}

/** An image of one's own has the tools in it. */
function bootTools(imageId: string | undefined): BootSteps[] {
  return imageId === undefined ? [toolSteps] : [];
}

function agentIdentity(scope: OpsScope, { state }: ServicesPart): AgentIdentity {
  const { config, global, shared, idInGroup } = scope;
  const { names } = shared;
  const plain = (id: string) => ({ id, armId: id });
  return new AgentIdentity("agents", {
    ...shared,
    subscriptionId: global.subscriptionId,
    armId: idInGroup("azure-native:managedidentity:UserAssignedIdentity", {
      resourceName: names.userAssignedIdentity("agents"),
    }),
    uses: {
      "pushes-images": {
        role: "acrPush",
        scope: plain(global.registry.id),
        reason: "pipelines mirror and push images",
      },
      "uploads-content": {
        role: "storageBlobDataContributor",
        scope: plain(global.storage.id),
        reason: "pipelines upload the sorry page and the images",
      },
      ...(state !== undefined && {
        "keeps-state": {
          role: "storageBlobDataContributor",
          scope: {
            id: state.account.id,
            armId: idInGroup("azure-native:storage:StorageAccount", {
              accountName: names.storageAccount("stat", global.suffix),
            }),
          },
          reason: "pipelines keep Pulumi's state",
        },
      }),
      ...(config.agents.type === "githubRunners" && {
        "registers-runners": {
          role: "keyVaultSecretsUser",
          scope: plain(global.keyVault.id),
          reason: "runners register with the key of the GitHub App",
        },
      }),
    },
    mayDeploy: config.agents.mayDeploy,
  });
}

function agentMachines(
  scope: OpsScope,
  { network, outward }: NetworkPart,
  { identity }: AgentIdentity,
): void {
  const { config, global, shared, idInGroup } = scope;
  const { agents } = config;
  const subnetId = network.subnets.agents?.id;
  if (subnetId === undefined) return;
  const common = {
    ...shared,
    vmSize: agents.vmSize,
    subnetId,
    identityId: identity.id,
    dependsOn: [...outward],
  };
  if (agents.type === "managedPool") {
    if (agents.managedPool === undefined || agents.organization === undefined) return;
    const { image, ...pool } = agents.managedPool;
    new ManagedPool("agents", {
      ...common,
      ...pool,
      subscriptionId: global.subscriptionId,
      organization: agents.organization,
      maxCount: agents.maxCount,
      image: agents.imageId === undefined ? { wellKnownImageName: image } : { resourceId: agents.imageId },
      suffix: global.suffix,
      resourceGroup: scope.groupScope,
      virtualNetwork: {
        id: network.virtualNetwork.id,
        armId: idInGroup("azure-native:network:VirtualNetwork", {
          virtualNetworkName: shared.names.virtualNetwork(),
        }),
      },
    });
    return;
  }
  const { github } = agents;
  const boot = bootTools(agents.imageId);
  new AgentMachines("agents", {
    ...common,
    zones: config.zones,
    imageId: agents.imageId,
    sshPublicKey: sshPublicKey(scope),
    count: github === undefined ? undefined : agents.maxCount,
    customData:
      github === undefined
        ? cloudConfig(boot)
        : pulumi.output(identity.clientId).apply(
            (identityClientId) =>
              cloudConfig([
                ...boot,
                githubRunnerSteps({
                  ...github,
                  identityClientId,
                  vaultHost: new URL(global.keyVault.uri).hostname,
                }),
              ]) ?? "",
          ),
  });
}
