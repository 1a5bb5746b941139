import { PrivateLinkScope } from "@pulumi/azure-native/monitor/privateLinkScope.js";
import { PrivateLinkScopedResource } from "@pulumi/azure-native/monitor/privateLinkScopedResource.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";

/** Whether resources outside the scope can still be reached from the network. */
export type AccessMode = "Open" | "PrivateOnly";

export interface MonitorPrivateLinkArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly ingestionAccessMode: AccessMode;
  readonly queryAccessMode: AccessMode;
  /** Workspaces, Application Insights components and data collection endpoints, by a short name. */
  readonly members: Readonly<Record<string, string>>;
  readonly tags: Record<string, string>;
}

/** What of Azure Monitor the stamp's network reaches privately: with PrivateOnly, nothing else of it at all. */
export class MonitorPrivateLink extends pulumi.ComponentResource {
  readonly scopeId: pulumi.Output<string>;
  /** Done when everything is in the scope. */
  readonly members: readonly PrivateLinkScopedResource[];

  constructor(name: string, args: MonitorPrivateLinkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:observability:MonitorPrivateLink", name, {}, opts);
    const { resourceGroupName } = args;

    const scope = new PrivateLinkScope(
      `${name}-scope`,
      {
        scopeName: args.names.privateLinkScope(),
        resourceGroupName,
        location: "global",
        accessModeSettings: {
          ingestionAccessMode: args.ingestionAccessMode,
          queryAccessMode: args.queryAccessMode,
          exclusions: [],
        },
        tags: args.tags,
      },
      { parent: this },
    );

    // Azure changes one member of a scope at a time.
    const members: PrivateLinkScopedResource[] = [];
    for (const [member, linkedResourceId] of Object.entries(args.members)) {
      members.push(
        new PrivateLinkScopedResource(
          `${name}-${member}`,
          { name: member, scopeName: scope.name, resourceGroupName, linkedResourceId },
          { parent: this, dependsOn: members.slice(-1) },
        ),
      );
    }

    this.scopeId = scope.id;
    this.members = members;
    this.registerOutputs({ scopeId: this.scopeId });
  }
}
