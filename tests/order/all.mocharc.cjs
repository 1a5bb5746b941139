/** `npm test`: all tests. */
const path = require("node:path");
const usual = require("../../.mocharc.cjs");
const { inOrder } = require("./order.cjs");

module.exports = {
  ...usual,
  parallel: true,
  spec: inOrder("tests/**/*.test.ts"),
  // Mocha takes an empty list for the name of a module.
  ...(process.env["MOCHA_SECONDS"] && { require: [path.join(__dirname, "record.cjs")] }),
};
