/** A stack's state with nothing but its provider, and a resource group that is being created in it. */
import { mkdtempSync } from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Creation } from "../../cli/journal.ts";

export const subscription = "11111111-1111-4111-a111-111111111111";
const provider = "urn:pulumi:s::bulkhead::pulumi:providers:azure-native::default";
const parent = "urn:pulumi:s::bulkhead::pulumi:pulumi:Stack::s";
export const group: Creation = {
  urn: "urn:pulumi:s::bulkhead::azure-native:resources:ResourceGroup::stamp",
  type: "azure-native:resources:ResourceGroup",
  provider: `${provider}::p1`,
  parent,
  inputs: { resourceGroupName: "rg-stamp", location: "eastus" },
};
export const state = [
  { urn: parent, type: "pulumi:pulumi:Stack" },
  { urn: provider, type: "pulumi:providers:azure-native", id: "p1", custom: true },
];

export function temporary(): string {
  return mkdtempSync(path.join(os.tmpdir(), "bulkhead-"));
}
