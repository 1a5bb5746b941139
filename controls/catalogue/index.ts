import type { Control } from "../types.ts";
import { clusterControls } from "./cluster/index.ts";
import { dataControls } from "./data/index.ts";
import { edgeControls } from "./edge/index.ts";
import { identityControls } from "./identity/index.ts";
import { networkControls } from "./network/index.ts";
import { operationsControls } from "./operations/index.ts";
import { supplyChainControls } from "./supplyChain/index.ts";

/** Every control there is, by domain. One that is not listed here does not exist. */
export const catalogue: readonly Control[] = [
  ...networkControls,
  ...clusterControls,
  ...dataControls,
  ...edgeControls,
  ...supplyChainControls,
  ...identityControls,
  ...operationsControls,
];
