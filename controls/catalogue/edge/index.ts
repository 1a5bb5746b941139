import type { Control } from "../../types.ts";
import { frontDoorHeader } from "./frontDoorHeader.ts";
import { gatewayFirewall } from "./gatewayFirewall.ts";
import { gatewayTls } from "./gatewayTls.ts";
import { healthProbes } from "./healthProbes.ts";
import { httpsOnly } from "./httpsOnly.ts";
import { originCertificate } from "./originCertificate.ts";
import { premium } from "./premium.ts";
import { privateOrigins } from "./privateOrigins.ts";
import { securityHeaders } from "./securityHeaders.ts";
import { stampHttps } from "./stampHttps.ts";
import { edgeTlsVersion } from "./tlsVersion.ts";
import { wafBody } from "./wafBody.ts";
import { wafEverywhere } from "./wafEverywhere.ts";
import { wafManagedRules } from "./wafManagedRules.ts";
import { wafNoBypass } from "./wafNoBypass.ts";
import { wafPrevention } from "./wafPrevention.ts";
import { wafRateLimit } from "./wafRateLimit.ts";

export const edgeControls: readonly Control[] = [
  premium,
  wafEverywhere,
  wafPrevention,
  wafManagedRules,
  wafRateLimit,
  wafBody,
  wafNoBypass,
  privateOrigins,
  originCertificate,
  frontDoorHeader,
  httpsOnly,
  edgeTlsVersion,
  securityHeaders,
  healthProbes,
  stampHttps,
  gatewayFirewall,
  gatewayTls,
];
