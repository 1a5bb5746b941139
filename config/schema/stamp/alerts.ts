import { z } from "zod";
import { alertChanges } from "../alertSettings.ts";

/** The alerts of a stamp. Who is told stands in the file of the global stack. */
export const alerts = z.strictObject({ changes: alertChanges("stamp") });
