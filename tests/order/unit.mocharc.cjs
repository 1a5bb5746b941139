/** `npm run test:unit`: the tests that start no engine. */
const all = require("./all.mocharc.cjs");
const { inOrder } = require("./order.cjs");

module.exports = {
  ...all,
  spec: inOrder(
    "tests/{lib,config,contracts,components,stacks,keys,policy,provider,cli,chaos,derived,docs}/**/*.test.ts",
  ),
};
