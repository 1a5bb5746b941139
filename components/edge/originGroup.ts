import { AFDOriginGroup } from "@pulumi/azure-native/cdn/afdoriginGroup.js";
import type * as pulumi from "@pulumi/pulumi";

/** How Front Door judges origins; the meaning and limits of each number stand in the schema of the configuration. */
export interface HealthArgs {
  readonly intervalSeconds: number;
  readonly sampleSize: number;
  readonly successfulSamplesRequired: number;
  readonly additionalLatencyMilliseconds: number;
}

export interface OriginGroupArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly profileName: pulumi.Input<string>;
  readonly originGroupName: string;
  readonly probePath: string;
  readonly health: HealthArgs;
}

/** Origins that answer the same requests, and how Front Door learns which of them are well. */
export function originGroup(
  name: string,
  args: OriginGroupArgs,
  opts: pulumi.CustomResourceOptions,
): AFDOriginGroup {
  const { health } = args;
  return new AFDOriginGroup(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      profileName: args.profileName,
      originGroupName: args.originGroupName,
      healthProbeSettings: {
        probePath: args.probePath,
        probeProtocol: "Https",
        probeRequestType: "HEAD",
        probeIntervalInSeconds: health.intervalSeconds,
      },
      loadBalancingSettings: {
        sampleSize: health.sampleSize,
        successfulSamplesRequired: health.successfulSamplesRequired,
        additionalLatencyInMilliseconds: health.additionalLatencyMilliseconds,
      },
      // A client that stuck to one origin would go down with its stamp.
      sessionAffinityState: "Disabled",
    },
    opts,
  );
}
