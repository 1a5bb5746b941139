import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inventories, inventoryFolder } from "./inventory.ts";

/** Writes the inventories anew: `npm run inventory`. The diff shows what a change does to each stack. */
const texts = await inventories();
mkdirSync(inventoryFolder, { recursive: true });
for (const file of readdirSync(inventoryFolder)) if (!texts.has(file)) rmSync(join(inventoryFolder, file));
for (const [file, text] of texts) writeFileSync(join(inventoryFolder, file), text);
