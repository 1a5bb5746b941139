import { automation } from "./automation.ts";
import { securityContact } from "./contact.ts";
import { sentinelOnboarding } from "./onboarding.ts";
import { pricing } from "./pricing.ts";

export const definitions = [pricing, securityContact, automation, sentinelOnboarding];
