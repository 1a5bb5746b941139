import { AFDEndpoint } from "@pulumi/azure-native/cdn/afdendpoint.js";
import { Profile } from "@pulumi/azure-native/cdn/profile.js";
import { SecurityPolicy } from "@pulumi/azure-native/cdn/securityPolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { originGroupIds, originGroups, type OriginGroupId } from "../../lib/edge/originGroups.ts";
import type { SecurityHeaderValues } from "../../lib/edge/securityHeaders.ts";
import type { Names } from "../../lib/names.ts";
import { customDomain, domainRecords, type DomainRecords } from "./customDomain.ts";
import { GlobalOrigins, type WebsiteStorage } from "./globalOrigins.ts";
import { originGroup, type HealthArgs } from "./originGroup.ts";
import { route } from "./route.ts";
import { SecurityHeaders } from "./securityHeaders.ts";
import { wafPolicy, type WafRules } from "./wafPolicy.ts";

export interface FrontDoorArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Ends the endpoint's host name, which is unique in all of Azure. */
  readonly suffix: pulumi.Input<string>;
  /** Name of the stack, for the request message of its connections. */
  readonly stack: string;
  /** Seconds an origin has to answer. */
  readonly originResponseTimeoutSeconds: number;
  readonly health: HealthArgs;
  readonly waf: WafRules;
  readonly securityHeaders: SecurityHeaderValues;
  readonly cacheQueryStrings: "IgnoreQueryString" | "UseQueryString";
  readonly customDomains: readonly {
    readonly hostName: string;
    readonly dnsZoneId?: string | undefined;
    readonly minimumTlsVersion: "TLS12" | "TLS13";
  }[];
  readonly storage: WebsiteStorage;
  readonly tags: Record<string, string>;
}

/**
 * Front Door: the only way in. Stamps add their own origins to the groups; what stands here is what exists without
 * any stamp.
 */
export class FrontDoor extends pulumi.ComponentResource {
  readonly profileId: pulumi.Output<string>;
  /** The value of the header X-Azure-FDID. */
  readonly frontDoorId: pulumi.Output<string>;
  readonly endpointHostName: pulumi.Output<string>;
  readonly originGroupIds: Readonly<Record<OriginGroupId, pulumi.Output<string>>>;
  readonly wafPolicyId: pulumi.Output<string>;
  readonly customDomains: readonly DomainRecords[];

  constructor(name: string, args: FrontDoorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:edge:FrontDoor", name, {}, opts);
    const { names, resourceGroupName, tags } = args;
    const mine = { parent: this };

    const profile = new Profile(
      `${name}-profile`,
      {
        profileName: names.frontDoorProfile(),
        resourceGroupName,
        location: "Global",
        sku: { name: "Premium_AzureFrontDoor" },
        originResponseTimeoutSeconds: args.originResponseTimeoutSeconds,
        tags,
      },
      mine,
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
      mine,
    );
    const domains = args.customDomains.map((settings) => ({
      settings,
      domain: customDomain(
        `${name}-domain-${settings.hostName}`,
        { ...inProfile, customDomainName: names.frontDoorCustomDomain(settings.hostName), ...settings },
        mine,
      ),
    }));

    const waf = wafPolicy(
      `${name}-waf`,
      { policyName: names.frontDoorWafPolicy(), resourceGroupName, rules: args.waf, tags },
      mine,
    );
    new SecurityPolicy(
      `${name}-security`,
      {
        ...inProfile,
        securityPolicyName: names.frontDoorSecurityPolicy(),
        parameters: {
          type: "WebApplicationFirewall",
          wafPolicy: { id: waf.id },
          associations: [
            {
              domains: [{ id: endpoint.id }, ...domains.map(({ domain }) => ({ id: domain.id }))],
              patternsToMatch: ["/*"],
            },
          ],
        },
      },
      mine,
    );
    const headers = new SecurityHeaders(
      `${name}-headers`,
      { ...inProfile, ruleSetName: names.frontDoorRuleSet("headers"), headers: args.securityHeaders },
      mine,
    );

    const perGroup = <Value>(make: (group: OriginGroupId) => Value) =>
      Object.fromEntries(originGroupIds.map((group) => [group, make(group)])) as Record<OriginGroupId, Value>;
    const groups = perGroup((group) =>
      originGroup(
        `${name}-${group}`,
        {
          ...inProfile,
          originGroupName: names.frontDoorOriginGroup(group),
          probePath: originGroups[group].probePath,
          health: args.health,
        },
        mine,
      ),
    );
    const origins = new GlobalOrigins(
      `${name}-origins`,
      {
        names,
        resourceGroupName,
        profileName: profile.name,
        frontDoorId: profile.frontDoorId,
        originGroupNames: perGroup((group) => groups[group].name),
        stack: args.stack,
        storage: args.storage,
      },
      mine,
    );

    for (const { id, patterns, cached } of Object.values(originGroups)) {
      route(
        `${name}-${id}-route`,
        {
          ...inProfile,
          endpointName: endpoint.name,
          routeName: names.frontDoorRoute(id),
          originGroupId: groups[id].id,
          patterns,
          ruleSetId: headers.ruleSet.id,
          customDomainIds: domains.map(({ domain }) => domain.id),
          cache: cached ? { queryStrings: args.cacheQueryStrings } : undefined,
        },
        { parent: this, dependsOn: [...origins.byGroup[id], ...headers.rules] },
      );
    }

    this.profileId = profile.id;
    this.frontDoorId = profile.frontDoorId;
    this.endpointHostName = endpoint.hostName;
    this.originGroupIds = perGroup((group) => groups[group].id);
    this.wafPolicyId = waf.id;
    this.customDomains = domains.map(({ settings, domain }) =>
      domainRecords(domain, settings.hostName, endpoint.hostName),
    );
    this.registerOutputs({ profileId: this.profileId, endpointHostName: this.endpointHostName });
  }
}
