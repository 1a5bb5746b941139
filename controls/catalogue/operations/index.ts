import type { Control } from "../../types.ts";

export const operationsControls: readonly Control[] = [];
