const os = require("node:os");

// No spec here: mocha would add it to the files named on the command line.
module.exports = {
  // Only for what hangs: how long a test takes says more about the machine than about what it tests.
  timeout: 600_000,
  "forbid-only": true,
  // With --parallel, as `npm test` has it. More workers cost memory, a good GB each, and the longest files then decide.
  jobs: Math.min(4, os.availableParallelism()),
};
