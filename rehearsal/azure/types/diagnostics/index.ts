import { diagnosticSetting } from "./diagnosticSetting.ts";
import { subscriptionDiagnosticSetting, tenantDiagnosticSetting } from "./wideSettings.ts";
import { privateLinkScope, scopedResource } from "./privateLinkScope.ts";

export const definitions = [
  subscriptionDiagnosticSetting,
  tenantDiagnosticSetting,
  diagnosticSetting,
  privateLinkScope,
  scopedResource,
];
