/**
 * The files of tests, those that take longest first: mocha's workers take one after the other, and a long one that came last
 * would keep one worker busy while the others have nothing left to do.
 */
const fs = require("node:fs");
const path = require("node:path");

/** Measured by `npm run test:seconds`; what takes less than a second has no entry. */
const measured = require("./seconds.json");

/** Before all others: those that deploy what others take copies of. */
const makers = ["tests/e2e/lifecycle.test.ts", "tests/e2e/killed.test.ts"];

const projectRoot = path.resolve(__dirname, "..", "..");
/** Seconds that a file without a measurement is taken for. Nearly all take no second, but what deploys something takes long. */
const unmeasured = (file) => (file.startsWith("tests/e2e/") ? 120 : 0.5);
/** What a file counts for. */
const secondsOf = (file) =>
  makers.includes(file) ? Number.POSITIVE_INFINITY : (measured[file] ?? unmeasured(file));

const compare = (a, b) => (a < b ? -1 : Number(a > b));

/**
 * Paths of the test files that match, from the project's root.
 *
 * @param {string} pattern a glob.
 * @returns {string[]}
 */
function inOrder(pattern) {
  return fs
    .globSync(pattern, { cwd: projectRoot })
    .map((file) => file.replaceAll(path.sep, "/"))
    .toSorted(
      (a, b) => compare(secondsOf(b), secondsOf(a)) || makers.indexOf(a) - makers.indexOf(b) || compare(a, b),
    );
}

module.exports = { inOrder, projectRoot, secondsOf };
