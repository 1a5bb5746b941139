import { AFDEndpoint } from "@pulumi/azure-native/cdn/afdendpoint.js";
import { AFDOrigin } from "@pulumi/azure-native/cdn/afdorigin.js";
import { AFDOriginGroup } from "@pulumi/azure-native/cdn/afdoriginGroup.js";
import { Profile } from "@pulumi/azure-native/cdn/profile.js";
import { Route } from "@pulumi/azure-native/cdn/route.js";
import { SecurityPolicy } from "@pulumi/azure-native/cdn/securityPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { apiOriginGroup, approvalMessage, healthPath } from "../../lib/origin.ts";
import { PrivateLinkApproval } from "./privateLinkApproval.ts";
import { wafPolicy } from "./wafPolicy.ts";

export interface FrontDoorArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Ends the endpoint's host name, which is unique in all of Azure. */
  readonly suffix: pulumi.Input<string>;
  /** Name of the stack, for the request message of the connection. */
  readonly stack: string;
  readonly rateLimitPerMinute: number;
  /** Seconds an origin has to answer. */
  readonly originResponseTimeoutSeconds: number;
  readonly sorryPage: SorryPage;
  readonly tags: Record<string, string>;
}

/** A static website that answers while no stamp does. */
export interface SorryPage {
  readonly storageAccountId: pulumi.Input<string>;
  readonly hostName: pulumi.Input<string>;
  /** A region in which Front Door offers Private Link, closest to the account. */
  readonly privateLinkLocation: string;
}

/** The highest number Azure takes (AFDOrigin, API version 2025-06-01): asked only when nothing else is well. */
const lowestPriority = 5;
/**
 * Origins within this many milliseconds of the fastest share the traffic by weight. At 0 only the fastest would
 * be used and weights would mean nothing, so that a stamp could not be drained step by step.
 */
const additionalLatencyInMilliseconds = 100;

/**
 * Front Door: the only way in. Stamps add their own origins to the origin group; what stands here is what exists without
 * any stamp, which includes one origin, for Azure refuses a route whose origin group has none.
 */
export class FrontDoor extends pulumi.ComponentResource {
  readonly profileId: pulumi.Output<string>;
  /** The value of the header X-Azure-FDID. */
  readonly frontDoorId: pulumi.Output<string>;
  readonly endpointHostName: pulumi.Output<string>;

  constructor(name: string, args: FrontDoorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:edge:FrontDoor", name, {}, opts);
    const { names, resourceGroupName, tags } = args;
    const profileName = names.frontDoorProfile();

    const profile = new Profile(
      `${name}-profile`,
      {
        profileName,
        resourceGroupName,
        location: "Global",
        sku: { name: "Premium_AzureFrontDoor" },
        originResponseTimeoutSeconds: args.originResponseTimeoutSeconds,
        tags,
      },
      { parent: this },
    );
    // Names of parents are outputs, so that children wait for them.
    const inProfile = { resourceGroupName, profileName: profile.name };

    const endpoint = new AFDEndpoint(
      `${name}-endpoint`,
      {
        ...inProfile,
        endpointName: pulumi.output(args.suffix).apply((suffix) => names.frontDoorEndpoint(suffix)),
        location: "Global",
        enabledState: "Enabled",
        tags,
      },
      { parent: this },
    );

    const waf = wafPolicy(
      `${name}-waf`,
      {
        policyName: names.frontDoorWafPolicy(),
        resourceGroupName,
        rateLimitPerMinute: args.rateLimitPerMinute,
        tags,
      },
      { parent: this },
    );
    new SecurityPolicy(
      `${name}-security`,
      {
        ...inProfile,
        securityPolicyName: names.frontDoorSecurityPolicy(),
        parameters: {
          type: "WebApplicationFirewall",
          wafPolicy: { id: waf.id },
          associations: [{ domains: [{ id: endpoint.id }], patternsToMatch: ["/*"] }],
        },
      },
      { parent: this },
    );

    const originGroup = new AFDOriginGroup(
      `${name}-${apiOriginGroup}`,
      {
        ...inProfile,
        originGroupName: names.frontDoorOriginGroup(apiOriginGroup),
        healthProbeSettings: {
          probePath: healthPath,
          probeProtocol: "Https",
          probeRequestType: "HEAD",
          probeIntervalInSeconds: 30,
        },
        loadBalancingSettings: {
          sampleSize: 4,
          successfulSamplesRequired: 2,
          additionalLatencyInMilliseconds,
        },
        sessionAffinityState: "Disabled",
      },
      { parent: this },
    );

    const requestMessage = approvalMessage(profileName, args.stack);
    const sorryOrigin = new AFDOrigin(
      `${name}-sorry`,
      {
        ...inProfile,
        originGroupName: originGroup.name,
        originName: names.frontDoorOrigin(),
        hostName: args.sorryPage.hostName,
        originHostHeader: args.sorryPage.hostName,
        httpPort: 80,
        httpsPort: 443,
        priority: lowestPriority,
        weight: 1,
        enabledState: "Enabled",
        enforceCertificateNameCheck: true,
        // Private like the stamps' origins: Azure does not mix public and private ones in a group.
        sharedPrivateLinkResource: {
          privateLink: { id: args.sorryPage.storageAccountId },
          groupId: "web",
          privateLinkLocation: args.sorryPage.privateLinkLocation,
          requestMessage,
        },
      },
      { parent: this },
    );
    new PrivateLinkApproval(
      `${name}-sorry-approval`,
      { targetId: args.sorryPage.storageAccountId, requestMessage },
      { parent: this, dependsOn: [sorryOrigin] },
    );

    new Route(
      `${name}-route`,
      {
        ...inProfile,
        endpointName: endpoint.name,
        routeName: names.frontDoorRoute(apiOriginGroup),
        originGroup: { id: originGroup.id },
        patternsToMatch: ["/*"],
        supportedProtocols: ["Http", "Https"],
        httpsRedirect: "Enabled",
        forwardingProtocol: "HttpsOnly",
        linkToDefaultDomain: "Enabled",
        enabledState: "Enabled",
      },
      { parent: this, dependsOn: [sorryOrigin] },
    );

    this.profileId = profile.id;
    this.frontDoorId = profile.frontDoorId;
    this.endpointHostName = endpoint.hostName;
    this.registerOutputs({ profileId: this.profileId, endpointHostName: this.endpointHostName });
  }
}
