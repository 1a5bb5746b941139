import type { Rule } from "../rule.ts";
import { clusterPrivate } from "./cluster/clusterPrivate.ts";
import { noPublicNetworkAccess } from "./data/noPublicNetworkAccess.ts";
import { subnetGuarded } from "./network/subnetGuarded.ts";

/** Every rule of the pack, by domain. A rule that is not listed here does not exist. */
export const rules: readonly Rule[] = [clusterPrivate, noPublicNetworkAccess, subnetGuarded];
