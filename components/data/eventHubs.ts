import { ConsumerGroup } from "@pulumi/azure-native/eventhub/consumerGroup.js";
import { EventHub } from "@pulumi/azure-native/eventhub/eventHub.js";
import { Namespace } from "@pulumi/azure-native/eventhub/namespace.js";
import * as pulumi from "@pulumi/pulumi";
import type { Names } from "../../lib/names.ts";
import { stampData } from "../../lib/stampData.ts";

export interface EventHubsArgs {
  readonly names: Names;
  readonly resourceGroupName: pulumi.Input<string>;
  /** Ends the name, which is unique in all of Azure. */
  readonly suffix: string;
  readonly location: string;
  readonly tier: "Standard" | "Premium";
  /** Throughput units (Standard) or processing units (Premium). */
  readonly capacity: number;
  /** Standard only: the units Azure may go up to by itself. Undefined where it may not. */
  readonly maximumThroughputUnits: number | undefined;
  readonly partitions: number;
  readonly retentionHours: number;
  readonly tags: Record<string, string>;
}

/** Carries writes from the catalog API to the worker. Nobody signs in with a key, and only private endpoints lead to it. */
export class EventHubs extends pulumi.ComponentResource {
  readonly namespace: Namespace;
  readonly hub: EventHub;
  readonly consumerGroup: ConsumerGroup;
  /** The host that clients connect to. */
  readonly hostName: pulumi.Output<string>;

  constructor(name: string, args: EventHubsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:data:EventHubs", name, {}, opts);
    const { resourceGroupName, tier, maximumThroughputUnits } = args;

    this.namespace = new Namespace(
      `${name}-namespace`,
      {
        namespaceName: args.names.eventHubsNamespace(args.suffix),
        resourceGroupName,
        location: args.location,
        sku: { name: tier, tier, capacity: args.capacity },
        zoneRedundant: true,
        ...(maximumThroughputUnits === undefined
          ? { isAutoInflateEnabled: false }
          : { isAutoInflateEnabled: true, maximumThroughputUnits }),
        disableLocalAuth: true,
        minimumTlsVersion: "1.2",
        publicNetworkAccess: "Disabled",
        tags: args.tags,
      },
      { parent: this },
    );

    this.hub = new EventHub(
      `${name}-hub`,
      {
        eventHubName: stampData.eventHub,
        namespaceName: this.namespace.name,
        resourceGroupName,
        partitionCount: args.partitions,
        retentionDescription: { cleanupPolicy: "Delete", retentionTimeInHours: args.retentionHours },
      },
      { parent: this },
    );

    this.consumerGroup = new ConsumerGroup(
      `${name}-consumers`,
      {
        consumerGroupName: stampData.consumerGroup,
        eventHubName: this.hub.name,
        namespaceName: this.namespace.name,
        resourceGroupName,
      },
      { parent: this },
    );

    this.hostName = this.namespace.serviceBusEndpoint.apply((endpoint) => new URL(endpoint).hostname);
    this.registerOutputs({ namespaceId: this.namespace.id });
  }
}
