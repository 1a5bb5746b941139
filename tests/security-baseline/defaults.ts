import { globalConfigSchema } from "../../config/schema/global.ts";
import type { SecurityHeaderValues } from "../../lib/edge/securityHeaders.ts";

/** The headers that a stack file without any gets. */
export function defaultSecurityHeaders(): SecurityHeaderValues {
  return globalConfigSchema.parse({ location: "eastus" }).frontDoor.securityHeaders;
}
