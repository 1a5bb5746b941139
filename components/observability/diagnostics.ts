import { DiagnosticSetting } from "@pulumi/azure-native/monitor/diagnosticSetting.js";
import * as pulumi from "@pulumi/pulumi";
import { diagnosticsOf, type LogChoices } from "../../lib/diagnostics/selection.ts";
import type { Names } from "../../lib/names.ts";
import { resourceTypeOf } from "../../lib/resourceTypes.ts";
import { mutable } from "../mutable.ts";

/** A resource of the stack that can send logs or metrics. */
export interface Diagnosed {
  /** Its logical name. */
  readonly name: string;
  /** Its ARM type. */
  readonly arm: string;
  readonly resource: pulumi.CustomResource;
}

/**
 * Notes every Azure resource that the program registers from now on, whatever component it belongs to: what is asked of
 * each component by hand is forgotten in one of them. Call it before anything is registered, and make the Diagnostics when
 * everything is.
 *
 * @returns a list that fills up while the program goes on.
 */
export function collectDiagnosed(): readonly Diagnosed[] {
  const found: Diagnosed[] = [];
  pulumi.runtime.registerStackTransformation(({ resource, type, name }) => {
    const arm = resourceTypeOf(type)?.arm;
    // The table holds custom resources only; the object is still being made and does not know what it is.
    if (arm !== undefined) found.push({ name, arm, resource: resource as pulumi.CustomResource });
    return undefined;
  });
  return found;
}

export interface DiagnosticsArgs {
  readonly names: Names;
  readonly resources: readonly Diagnosed[];
  /** The workspace that a resource reports to. */
  readonly workspaceOf: (diagnosed: Diagnosed) => pulumi.Input<string>;
  /** Log categories by ARM type, where they differ from the usual ones. */
  readonly logs: LogChoices;
  /** Whether platform metrics are sent to the workspace as well. Azure Monitor keeps them in any case. */
  readonly metrics: boolean;
}

/** The diagnostic settings of all resources of a stack. */
export class Diagnostics extends pulumi.ComponentResource {
  constructor(name: string, args: DiagnosticsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("bulkhead:observability:Diagnostics", name, {}, opts);

    // The settings are resources of the stack too: the list must not grow while it is read.
    for (const diagnosed of [...args.resources]) {
      for (const { path, logs, metrics, dedicatedTables } of diagnosticsOf(
        diagnosed.arm,
        args.logs,
        args.metrics,
      )) {
        const service = path.split("/")[1];
        new DiagnosticSetting(
          [name, diagnosed.name, ...(service === undefined ? [] : [service])].join("-"),
          {
            name: args.names.diagnosticSetting(),
            resourceUri: pulumi.interpolate`${diagnosed.resource.id}${path}`,
            workspaceId: args.workspaceOf(diagnosed),
            ...(dedicatedTables ? { logAnalyticsDestinationType: "Dedicated" } : {}),
            ...(logs.length > 0 ? { logs: mutable(logs.map((log) => ({ ...log, enabled: true }))) } : {}),
            ...(metrics ? { metrics: [{ category: "AllMetrics", enabled: true }] } : {}),
          },
          { parent: this },
        );
      }
    }

    this.registerOutputs({});
  }
}
