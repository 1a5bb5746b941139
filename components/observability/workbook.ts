import { Workbook } from "@pulumi/azure-native/applicationinsights/workbook.js";
import * as pulumi from "@pulumi/pulumi";
import { uuidV5 } from "../../lib/uuid.ts";
import type { WorkbookContent } from "../../lib/observability/workbook.ts";

export interface HealthWorkbookArgs {
  /** Names the workbook for good: its ARM name is a GUID made of it. */
  readonly key: string;
  readonly title: string;
  readonly resourceGroupName: pulumi.Input<string>;
  readonly location: string;
  /** The resource in whose menu it appears. */
  readonly sourceId: pulumi.Input<string>;
  readonly content: pulumi.Input<WorkbookContent>;
  readonly tags: Record<string, string>;
}

/** A workbook that shows the health model to people. */
export class HealthWorkbook extends pulumi.ComponentResource {
  constructor(
    name: string,
    { key, title, content, ...args }: HealthWorkbookArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("bulkhead:observability:HealthWorkbook", name, {}, opts);
    new Workbook(
      `${name}-workbook`,
      {
        ...args,
        resourceName: uuidV5(`workbook ${key}`),
        kind: "shared",
        category: "workbook",
        displayName: title,
        version: "Notebook/1.0",
        serializedData: pulumi.output(content).apply((plain) => JSON.stringify(plain)),
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
