import { egressFor, type FeatureEgress } from "../lib/egress/catalogue.ts";
import { egressContext, egressFeatures } from "../lib/egress/features.ts";
import { addressesFor, instances, mostAddresses, snatPorts } from "../lib/egress/snat.ts";
import { withSurge, type AddressPlan } from "../lib/addressPlan.ts";
import type { StampConfig } from "./schema/stamp.ts";
import { UserError } from "./userError.ts";
import { wayOutKind } from "./wayOut.ts";

/** What a stamp lets out, feature by feature. Program, checks and `bulkhead egress` share it. */
export function stampEgress(config: StampConfig): FeatureEgress[] {
  return egressFor(egressFeatures(config), egressContext(config));
}

/** The ranges whose traffic is let out: nodes, overlay pods behind their addresses, and pods with addresses of their own. */
export function egressSources({ subnets }: AddressPlan): string[] {
  return [subnets.systemNodes, subnets.userNodes, ...(subnets.pods === undefined ? [] : [subnets.pods])];
}

/**
 * Checks that the firewall has source ports for every node the pools may grow to, upgrade surge included, while it is at its
 * smallest: it grows with the traffic, minutes after a burst has run out of ports.
 *
 * @param file the stamp's file.
 * @throws UserError that says how many public addresses would do.
 */
export function checkEgress(config: StampConfig, file: string): void {
  if (wayOutKind(config.network) !== "firewall") return;
  const { publicIpCount, snatPortsPerNode, autoscale } = config.firewall;
  const { systemPool, userPools } = config.cluster;
  const nodes = [systemPool, ...userPools].reduce((sum, { maxCount }) => sum + withSurge(maxCount), 0);
  const running = autoscale?.minCapacity ?? instances.min;
  const needed = addressesFor(nodes, snatPortsPerNode, running);
  if (needed <= publicIpCount) return;
  const most = Math.floor(snatPorts(mostAddresses, running) / nodes);
  throw new UserError({
    file,
    key: "firewall.publicIpCount",
    problem: `${publicIpCount} public addresses give ${snatPorts(publicIpCount, running)} SNAT ports on ${running} firewall instances, and ${nodes} nodes, upgrade surge included, want ${snatPortsPerNode} each.`,
    remedy:
      needed <= mostAddresses
        ? `Write ${needed} or more, or lower firewall.snatPortsPerNode.`
        : `Azure gives a firewall ${mostAddresses} addresses at most: lower firewall.snatPortsPerNode to ${most} or less.`,
  });
}
