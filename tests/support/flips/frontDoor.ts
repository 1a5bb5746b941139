import type { Flip } from "../flips.ts";

const exclusion = { variable: "RequestCookieNames", selector: "session" };
const override = { group: "SQLI", rule: "942100", enabled: false };
const condition = {
  variable: "RequestHeader",
  selector: "User-Agent",
  operator: "Contains",
  values: ["scan"],
};
const customRule = { name: "BlockScanners", priority: 10, conditions: [condition] };
const domain = { hostName: "www.example.com" };
const zone = "/subscriptions/s/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com";

const withExclusion = { "frontDoor.waf.exclusions": [exclusion] };
const withOverride = { "frontDoor.waf.overrides": [override] };
const withRule = { "frontDoor.waf.customRules": [customRule] };
const withDomain = { "frontDoor.customDomains": [domain] };
const ruleKey = "frontDoor.waf.customRules[]";

/** Other values for the keys of Front Door that are neither switches nor choices. */
export const frontDoorFlips: Readonly<Record<string, Flip>> = {
  "frontDoor.health.intervalSeconds": { to: 60 },
  "frontDoor.health.sampleSize": { to: 6 },
  "frontDoor.health.successfulSamplesRequired": { to: 3 },
  "frontDoor.health.additionalLatencyMilliseconds": { to: 50 },
  "frontDoor.waf.rateLimitPerMinute": { to: 2000 },
  "frontDoor.waf.exclusions[].variable": { to: "RequestHeaderNames", given: withExclusion },
  "frontDoor.waf.exclusions[].operator": { to: "StartsWith", given: withExclusion },
  "frontDoor.waf.exclusions[].selector": { to: "other", given: withExclusion },
  "frontDoor.waf.overrides[].ruleSet": { to: "bots", given: withOverride },
  "frontDoor.waf.overrides[].group": { to: "XSS", given: withOverride },
  "frontDoor.waf.overrides[].rule": { to: "942110", given: withOverride },
  "frontDoor.waf.overrides[].enabled": { to: true, given: withOverride },
  "frontDoor.waf.overrides[].action": { to: "Log", given: withOverride },
  [`${ruleKey}.name`]: { to: "BlockOthers", given: withRule },
  [`${ruleKey}.priority`]: { to: 20, given: withRule },
  [`${ruleKey}.action`]: { to: "Log", given: withRule },
  [`${ruleKey}.conditions[].variable`]: { to: "Cookies", given: withRule },
  [`${ruleKey}.conditions[].selector`]: { to: "Referer", given: withRule },
  [`${ruleKey}.conditions[].operator`]: { to: "BeginsWith", given: withRule },
  [`${ruleKey}.conditions[].negate`]: { to: true, given: withRule },
  [`${ruleKey}.conditions[].values`]: { to: ["probe"], given: withRule },
  [`${ruleKey}.conditions[].transforms`]: { to: ["Lowercase"], given: withRule },
  "frontDoor.securityHeaders.strictTransportSecurity": { to: "max-age=600" },
  "frontDoor.securityHeaders.contentSecurityPolicy": { to: "default-src 'none'" },
  "frontDoor.securityHeaders.contentTypeOptions": { to: "" },
  "frontDoor.securityHeaders.frameOptions": { to: "SAMEORIGIN" },
  "frontDoor.securityHeaders.referrerPolicy": { to: "no-referrer" },
  "frontDoor.securityHeaders.permissionsPolicy": { to: "camera=()" },
  "frontDoor.customDomains[].hostName": { to: "shop.example.com", given: withDomain },
  "frontDoor.customDomains[].dnsZoneId": { to: zone, given: withDomain },
  "frontDoor.customDomains[].minimumTlsVersion": { to: "TLS13", given: withDomain },
};
