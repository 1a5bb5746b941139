import * as pulumi from "@pulumi/pulumi";
import { collectDiagnosed } from "../components/observability/diagnostics.ts";
import { stateContainer } from "../components/operations/stateStorage.ts";
import { forgetVersionAliases } from "../components/versionAliases.ts";
import type { StackContext } from "../config/context.ts";
import type { OpsConfig } from "../config/schema/ops.ts";
import type { OpsContract } from "../contracts/ops.ts";
import { machinesPart } from "./ops/machines.ts";
import { networkPart } from "./ops/network.ts";
import { recordsPart } from "./ops/observability.ts";
import { opsScope } from "./ops/scope.ts";
import { servicesPart } from "./ops/services.ts";
import { readGlobal } from "./otherStacks.ts";
import type { Promised } from "./promised.ts";

/** Where people and pipelines work on the platform from. It outlives the stamps. */
export async function program(
  context: StackContext<OpsConfig>,
): Promise<{ contract: pulumi.Output<unknown> }> {
  forgetVersionAliases();
  const registered = collectDiagnosed();
  const scope = await opsScope(context, await readGlobal(context.stack));
  const network = networkPart(scope);
  const services = servicesPart(scope, network);
  const machines = machinesPart(scope, network, services);
  recordsPart(scope, machines, registered);

  const { config, resourceGroupName } = scope;
  const { dns, state } = services;
  const { agents, bastion, jumpBoxes } = machines;
  const zone = (target: keyof typeof dns.zones) => dns.zones[target].zone.id;
  const contract: Promised<OpsContract> = {
    version: 1,
    stack: context.stack.text,
    location: config.location,
    resourceGroupName,
    addressSpace: scope.plan.addressSpace,
    lifecycle: config.lifecycle,
    egress: { type: config.egress.type, publicIps: network.publicIps },
    bastion: { id: bastion.host.id, name: bastion.host.name },
    jumpBoxes: { id: jumpBoxes.scaleSet.id, name: jumpBoxes.scaleSet.name },
    ...(agents !== undefined && {
      agents: {
        identityId: agents.identity.id,
        clientId: agents.identity.clientId,
        principalId: agents.identity.principalId,
        mayDeploy: config.agents.mayDeploy,
      },
    }),
    privateEndpoints: {
      virtualNetworkId: network.network.virtualNetwork.id,
      subnetId: network.network.subnets.privateEndpoints.id,
    },
    zones: {
      registry: zone("registry"),
      keyVault: zone("keyVault"),
      blob: zone("blob"),
      table: zone("table"),
    },
    apiServerZones: services.apiServerZones,
    ...(state !== undefined && {
      state: { accountId: state.account.id, accountName: state.account.name, container: stateContainer },
    }),
  };
  return { contract: pulumi.output<unknown>(contract) };
}
