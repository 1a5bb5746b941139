/** `npm test`: all tests. */
const path = require("node:path");
const usual = require("../../.mocharc.cjs");
const { inOrder } = require("./order.cjs");

module.exports = {
  ...usual,
  parallel: true,
  spec: inOrder("tests/**/*.test.ts"),
  require: process.env["MOCHA_SECONDS"] ? [path.join(__dirname, "record.cjs")] : [],
};
