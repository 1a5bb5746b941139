/**
 * Versions of the APIs that are asked, each as documented in Microsoft's REST reference (learn.microsoft.com/rest/api, stored
 * copies read on 2026-11-21): pages Usage - List, Resource Skus - List, Usages - List, Providers - List, Features - Get,
 * Subscriptions - Get and List Locations, Role Assignments - List For Scope, Role Definitions - Get By Id, Locations - Get,
 * Database Accounts - Check Name Exists, Vaults - Check Name Availability and List Deleted, Deleted Workspaces - List, Storage
 * Accounts, Registries and Namespaces - Check Name Availability, Managed Clusters - List Kubernetes Versions, Resource Groups -
 * Check Existence.
 */
export const apiVersions = {
  computeUsages: "2025-04-01",
  computeSkus: "2021-07-01",
  networkUsages: "2024-05-01",
  providers: "2021-04-01",
  features: "2021-07-01",
  subscriptions: "2022-12-01",
  authorization: "2022-04-01",
  cosmos: "2023-11-15",
  vaults: "2022-07-01",
  workspaces: "2023-09-01",
  storage: "2023-01-01",
  registries: "2023-07-01",
  eventHubs: "2024-01-01",
  kubernetes: "2024-02-01",
  resourceGroups: "2021-04-01",
} as const;
