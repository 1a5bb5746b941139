/**
 * Mocha's spec reporter that also leaves its counts, and what failed, in the file MOCHA_COUNTS, for .ci/run. A line of the
 * file is one run's result as JSON; several runs append to it.
 */
const fs = require("node:fs");
const { reporters, Runner } = require("mocha");

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const failed = this.failures.map((test) => ({
        file: test.file,
        title: test.titlePath().join(" › "),
        // Mocha's workers hand errors over as plain objects.
        problem: String(test.err?.stack ?? test.err?.message ?? test.err),
      }));
      fs.appendFileSync(
        process.env.MOCHA_COUNTS,
        `${JSON.stringify({ passes, failures, pending, failed })}\n`,
      );
    });
  }
};
