import { SavedSearch } from "@pulumi/azure-native/operationalinsights/savedSearch.js";
import type * as pulumi from "@pulumi/pulumi";
import {
  healthChecksQuery,
  healthFunctions as names,
  healthNodesQuery,
  healthScoreQuery,
} from "../../lib/observability/healthQuery.ts";

export interface HealthFunctionsArgs {
  readonly resourceGroupName: pulumi.Input<string>;
  readonly workspaceName: pulumi.Input<string>;
}

/** Puts the health model into a workspace as functions: the health service and the workbooks ask for them by name. */
export function healthFunctions(
  name: string,
  place: HealthFunctionsArgs,
  opts?: pulumi.CustomResourceOptions,
): SavedSearch[] {
  const functions = [
    { alias: names.score, title: "Health score of the stamp", query: healthScoreQuery() },
    { alias: names.nodes, title: "Health of each part of the stamp", query: healthNodesQuery() },
    { alias: names.checks, title: "Checks of the stamp's health", query: healthChecksQuery() },
  ];
  return functions.map(
    ({ alias, title, query }) =>
      new SavedSearch(
        `${name}-${alias}`,
        {
          ...place,
          savedSearchId: alias,
          category: "Health model",
          displayName: title,
          functionAlias: alias,
          query,
          version: 2,
        },
        opts,
      ),
  );
}
