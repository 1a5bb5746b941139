/** What the new generations of a release need of a subscription, as long as both stand. */
import { loadEnvironment } from "../../config/load.ts";
import { wayOutKind } from "../../config/wayOut.ts";
import type { StampConfig } from "../../config/schema/stamp.ts";
import { parseVmSize } from "../../lib/vmSizes.ts";

export interface RegionNeeds {
  readonly stack: string;
  readonly region: string;
  /** vCPUs with all pools at their largest, by VM size. */
  readonly vCpus: Readonly<Record<string, number>>;
  readonly publicIps: number;
  readonly firewalls: number;
  readonly clusters: number;
}

/** @param stack name of the stamp. */
export function needsOfStamp(stack: string, config: StampConfig): RegionNeeds {
  const vCpus: Record<string, number> = {};
  for (const { vmSize, maxCount } of [config.cluster.systemPool, ...config.cluster.userPools])
    vCpus[vmSize] = (vCpus[vmSize] ?? 0) + maxCount * (parseVmSize(vmSize)?.vcpus ?? 0);
  const ownFirewall = wayOutKind(config.network) === "firewall";
  return {
    stack,
    region: config.location,
    vCpus,
    publicIps: ownFirewall ? config.firewall.publicIpCount : 0,
    firewalls: ownFirewall ? 1 : 0,
    clusters: 1,
  };
}

/** @throws UserError for a mistake in any stack file of the environment. */
export function needsOf(
  projectRoot: string,
  env: string | undefined,
  stacks: readonly string[],
): RegionNeeds[] {
  return loadEnvironment(projectRoot, env).flatMap((context) =>
    context.kind === "stamp" && stacks.includes(context.stack.text)
      ? [needsOfStamp(context.stack.text, context.config)]
      : [],
  );
}

/** One line for each stamp. */
export function needsText(needs: readonly RegionNeeds[]): string[] {
  return needs.map(({ stack, region, vCpus, publicIps, firewalls, clusters }) => {
    const sizes = Object.entries(vCpus).map(([size, count]) => `${count} vCPUs of ${size}`);
    const parts = [
      ...sizes,
      ...(publicIps > 0 ? [`${publicIps} public addresses`] : []),
      ...(firewalls > 0 ? ["1 Azure Firewall"] : []),
      `${clusters} AKS cluster`,
    ];
    return `${stack} in ${region} needs, beside what stands, up to ${parts.join(", ")}`;
  });
}
