import { AddressPlanError } from "../lib/addressPlan.ts";
import { endpointRoom, planOpsAddresses, type OpsPlan } from "../lib/ops/addressPlan.ts";
import { opsEgressFor, opsFeatures, type OpsFeatureEgress } from "../lib/ops/egress/catalogue.ts";
import type { OpsSource } from "../lib/ops/egress/types.ts";
import { opsEndpointAddresses } from "../lib/ops/endpoints.ts";
import { refuseOverlap, addressSpaces } from "./networks.ts";
import { regionsOf, stampRegionsOf } from "./regions.ts";
import type { OpsConfig } from "./schema/ops.ts";
import type { StackFile } from "./stackFiles.ts";
import type { StackName } from "./stackName.ts";
import { UserError } from "./userError.ts";

/** The address plan of an operations network. */
export function opsPlan({ network, agents, egress }: OpsConfig): OpsPlan {
  return planOpsAddresses({
    addressSpace: network.addressSpace,
    agents: agents.type === "none" ? 0 : agents.maxCount,
    firewall: egress.type === "firewall",
  });
}

/** Whose machines install their tools when they start: an image of one's own has them, and so have the service's. */
function installsTools({ jumpBoxes, agents }: OpsConfig): OpsSource[] {
  const own = agents.type === "scaleSet" || agents.type === "githubRunners";
  return [
    ...(jumpBoxes.imageId === undefined ? (["jumpBoxes"] as const) : []),
    ...(own && agents.imageId === undefined ? (["agents"] as const) : []),
  ];
}

/** What an operations network lets out, subnet by subnet. Program, checks and `bulkhead egress` share it. */
export function opsEgress(config: OpsConfig): Readonly<Record<OpsSource, OpsFeatureEgress[]>> {
  const { agents, egress } = config;
  const switches = {
    agents: agents.type,
    installsTools: installsTools(config),
    stateBackend: config.state.backend,
    furtherFeatures: egress.furtherFeatures,
  };
  const context = {
    agents: agents.type,
    organization: agents.organization,
    allowedHosts: egress.allowedHosts,
  };
  const from = (source: OpsSource) => opsEgressFor(opsFeatures(switches, source), context, source);
  return { jumpBoxes: from("jumpBoxes"), agents: from("agents") };
}

/** The operations stacks of an environment into which stamps put endpoints. */
export function activeOpsStacks(siblings: readonly StackFile[]): StackName[] {
  return siblings
    .filter(({ stack, values }) => stack.kind === "ops" && values["lifecycle"] !== "leaving")
    .map(({ stack }) => stack);
}

/**
 * Checks an operations network against what will live in it and against all other stacks of the environment.
 *
 * @param own the stack's file, whose entry among the siblings is passed over.
 * @throws UserError for a space that is too small or overlaps another.
 */
export function checkOps(config: OpsConfig, own: string, siblings: readonly StackFile[]): void {
  const { addressSpace } = config.network;
  const others = siblings.filter(({ file }) => file !== own);
  refuseOverlap(own, addressSpace, new Map(addressSpaces(others)));
  const plan = planOrRefuse(config, own);
  const stamps = siblings.filter(({ stack }) => stack.kind === "stamp").length;
  const regions = new Set([...regionsOf(siblings), ...stampRegionsOf(siblings)]).size;
  const needed = opsEndpointAddresses(stamps, regions);
  if (needed <= endpointRoom(plan)) return;
  throw new UserError({
    file: own,
    key: "network.addressSpace",
    problem: `Private endpoints of ${stamps} stamps take ${needed} addresses, and ${plan.subnets.privateEndpoints} has room for ${endpointRoom(plan)}.`,
    remedy: `Make it a /${31 - Math.ceil(Math.log2(needed + 5))} or larger. The subnet cannot be resized once it is in use.`,
  });
}

function planOrRefuse(config: OpsConfig, file: string): OpsPlan {
  try {
    return opsPlan(config);
  } catch (error) {
    if (!(error instanceof AddressPlanError)) throw error;
    throw new UserError({
      file,
      key: "network.addressSpace",
      problem: `${config.network.addressSpace} is too small for the subnets of an operations network.`,
      remedy: `Make it a /${error.smallestPrefix} or larger.`,
    });
  }
}
