import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { allowed, allowedFile } from "./allowed.ts";

/** Writes what the catalogues can let out anew: `npm run inventory`. */
mkdirSync(dirname(allowedFile), { recursive: true });
writeFileSync(allowedFile, `${JSON.stringify(allowed(), undefined, 2)}\n`);
