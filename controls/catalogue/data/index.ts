import type { Control } from "../../types.ts";
import { noPublicAccess } from "./noPublicAccess.ts";

export const dataControls: readonly Control[] = [noPublicAccess];
