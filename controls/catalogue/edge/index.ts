import type { Control } from "../../types.ts";

export const edgeControls: readonly Control[] = [];
