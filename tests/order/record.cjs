/**
 * Writes how long each file kept its worker busy, imports and hooks included, into the file MOCHA_SECONDS: a line of JSON
 * each. A worker takes its next file as soon as it has done one, so a file's time begins where the one before ended.
 */
const fs = require("node:fs");
const path = require("node:path");
const { projectRoot } = require("./order.cjs");

let began = performance.timeOrigin;

exports.mochaHooks = {
  afterAll() {
    const ended = performance.timeOrigin + performance.now();
    const file = this.test?.parent?.suites[0]?.file;
    if (file !== undefined) {
      const line = {
        file: path.relative(projectRoot, file).replaceAll(path.sep, "/"),
        seconds: (ended - began) / 1000,
      };
      fs.appendFileSync(process.env["MOCHA_SECONDS"], `${JSON.stringify(line)}\n`);
    }
    began = ended;
  },
};
