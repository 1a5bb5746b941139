/** The policy pack: Pulumi loads this file and asks it about every resource, in previews and in updates. */
import { PolicyPack } from "@pulumi/policy";
import { rules } from "./rules/index.ts";
import { toPolicy } from "./toPolicy.ts";

new PolicyPack("bulkhead", { enforcementLevel: "mandatory", policies: rules.map(toPolicy) });
