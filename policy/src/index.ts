/** The policy pack: Pulumi loads this file and asks it about every resource, in previews and in updates. */
import "./compileCache.ts";
import "./deserializeOnce.ts";
import { PolicyPack } from "@pulumi/policy";
import { catalogue } from "../../controls/catalogue/index.ts";
import { toPolicies } from "./toPolicy.ts";

new PolicyPack("bulkhead", { enforcementLevel: "mandatory", policies: toPolicies(catalogue) });
