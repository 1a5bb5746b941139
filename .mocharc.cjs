const os = require("node:os");
const path = require("node:path");

// Workers, and the commands that tests run, keep what Node.js compiled and stripped of types. It goes with the next `npm ci`: the
// throw-away copies of the project leave entries that nobody asks for again.
process.env["NODE_COMPILE_CACHE"] ??= path.join(__dirname, "node_modules", ".cache", "compiled");

// A stack's program makes some hundred MB of promises that all live to its end: in a young generation of the usual 16 MB they
// are copied again and again. Commands that tests run inherit it.
if (!process.env["NODE_OPTIONS"]?.includes("--max-semi-space-size"))
  process.env["NODE_OPTIONS"] = `${process.env["NODE_OPTIONS"] ?? ""} --max-semi-space-size=128`.trim();

// No spec here: mocha would add it to the files named on the command line.
module.exports = {
  // Only for what hangs: how long a test takes says more about the machine than about what it tests.
  timeout: 600_000,
  "forbid-only": true,
  // With --parallel, as `npm test` has it. More workers cost memory, a good GB each, and the longest files then decide. With one,
  // mocha would load all files into its own process, by require, which those that await something do not bear.
  jobs: Math.max(2, Math.min(4, os.availableParallelism())),
};
