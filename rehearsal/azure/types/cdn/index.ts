import { customDomain } from "./customDomain.ts";
import { endpoint } from "./endpoint.ts";
import { origin } from "./origin.ts";
import { originGroup } from "./originGroup.ts";
import { profile } from "./profile.ts";
import { route } from "./route.ts";
import { rule, ruleSet } from "./ruleSet.ts";
import { securityPolicy } from "./securityPolicy.ts";
import { wafPolicy } from "./wafPolicy.ts";

export const definitions = [
  profile,
  endpoint,
  customDomain,
  originGroup,
  origin,
  ruleSet,
  rule,
  route,
  securityPolicy,
  wafPolicy,
];
