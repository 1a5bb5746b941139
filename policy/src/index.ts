/** The policy pack: Pulumi loads this file and asks it about every resource, in previews and in updates. */
import "./compileCache.ts";
import { readFileSync } from "node:fs";
import { catalogue } from "../../controls/catalogue/index.ts";
import { Pack } from "./pack.ts";
import { serve } from "./serve.ts";

// Compiled, this file lies in dist/policy/src.
const { version } = JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

serve(new Pack(catalogue), { name: "bulkhead", version });
