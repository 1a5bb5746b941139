import { Route } from "@pulumi/azure-native/cdn/route.js";
import type * as pulumi from "@pulumi/pulumi";

export interface RouteArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly profileName: pulumi.Input<string>;
  readonly endpointName: pulumi.Input<string>;
  readonly routeName: string;
  readonly originGroupId: pulumi.Input<string>;
  readonly patterns: readonly string[];
  readonly ruleSetId: pulumi.Input<string>;
  readonly customDomainIds: readonly pulumi.Input<string>[];
  /** How answers are kept at the edge; undefined where they are not. */
  readonly cache: { readonly queryStrings: "IgnoreQueryString" | "UseQueryString" } | undefined;
}

/** What Front Door compresses; images and fonts of today are compressed already. */
const compressedTypes = [
  "application/javascript",
  "application/json",
  "application/manifest+json",
  "application/xml",
  "image/svg+xml",
  "text/css",
  "text/html",
  "text/javascript",
  "text/plain",
];

/** Requests that belong to one origin group. Its dependencies must hold an enabled origin: Azure takes no route without one. */
export function route(name: string, args: RouteArgs, opts: pulumi.CustomResourceOptions): Route {
  return new Route(
    name,
    {
      resourceGroupName: args.resourceGroupName,
      profileName: args.profileName,
      endpointName: args.endpointName,
      routeName: args.routeName,
      originGroup: { id: args.originGroupId },
      patternsToMatch: [...args.patterns],
      supportedProtocols: ["Http", "Https"],
      httpsRedirect: "Enabled",
      forwardingProtocol: "HttpsOnly",
      linkToDefaultDomain: "Enabled",
      enabledState: "Enabled",
      ruleSets: [{ id: args.ruleSetId }],
      ...(args.customDomainIds.length === 0
        ? {}
        : { customDomains: args.customDomainIds.map((id) => ({ id })) }),
      ...(args.cache === undefined
        ? {}
        : {
            cacheConfiguration: {
              queryStringCachingBehavior: args.cache.queryStrings,
              compressionSettings: { isCompressionEnabled: true, contentTypesToCompress: compressedTypes },
            },
          }),
    },
    opts,
  );
}
