import type { Control } from "../../types.ts";

export const identityControls: readonly Control[] = [];
