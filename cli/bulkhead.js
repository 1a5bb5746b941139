#!/usr/bin/env node
// Plain JavaScript, so that a Node.js too old for the rest gets a sentence and not a syntax error.
import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";

const [major, minor] = process.versions.node.split(".").map(Number);
const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `error: Node.js ${process.versions.node} is too old: ${engines.node} is needed. \`npm ci\` installs one; run \`npx bulkhead\`, not this file.\n`,
  );
  process.exit(1);
}
process.removeAllListeners("warning");
const { compileCache } = await import("../rehearsal/engine/places.ts");
enableCompileCache(compileCache().NODE_COMPILE_CACHE);
// What Pulumi's SDK loads for programs takes longer than most commands, and is for none of them.
await import("../preload.cjs");
const { failUncaught } = await import("./failure.ts");
process.on("uncaughtException", failUncaught);
const { main } = await import("./main.ts");
await main(process.argv);
