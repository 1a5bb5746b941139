import { cacheRule, credentialSet } from "./cacheRule.ts";
import { registry } from "./registry.ts";
import { replication } from "./replication.ts";

export const definitions = [registry, replication, credentialSet, cacheRule];
