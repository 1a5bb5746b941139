import type { Control } from "../../types.ts";

export const supplyChainControls: readonly Control[] = [];
