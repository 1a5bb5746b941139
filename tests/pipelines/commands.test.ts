import { expect } from "chai";
import { scriptsOf } from "../../pipelines/lint/scripts.ts";
import { commandMistakes, projectCommands } from "./commands.ts";
import { actions, azurePipelines, workflows } from "./files.ts";

describe("commands of the pipelines", () => {
  for (const { file, text } of [...workflows, ...actions, ...azurePipelines])
    it(`${file} runs what there is`, () => {
      const commands = scriptsOf(file, text).flatMap(({ text: script }) => projectCommands(script));
      expect(commands.flatMap(commandMistakes)).to.deep.equal([]);
    });

  it("finds commands wherever they stand in a script", () => {
    const script = `
      set -e
      npx bulkhead images --json > images.json && npm run lint
      node pipelines/signedIn.ts --az -- npx bulkhead drift --json > drift.json
      node pipelines/load/main.ts --test catalog \\
        --base-url "$BASE_URL" &
      .ci/run`;
    expect(projectCommands(script)).to.deep.equal([
      "npx bulkhead images --json > images.json",
      "npm run lint",
      "node pipelines/signedIn.ts --az",
      "npx bulkhead drift --json > drift.json",
      'node pipelines/load/main.ts --test catalog --base-url "$BASE_URL" &',
      ".ci/run",
    ]);
  });

  for (const command of [
    "npm run no-such-script",
    "npx bulkhead fly",
    "npx bulkhead plan --max-waves 3 --no-such-flag",
    "npx bulkhead release status --steps 10",
    "node pipelines/missing.ts",
    "node pipelines/load/main.ts --speed 3",
    "npm start-up",
  ])
    it(`refuses '${command}'`, () => expect(commandMistakes(command)).not.to.deep.equal([]));

  for (const command of [
    "npm run lint",
    "npx bulkhead release status --json --env int",
    "npx bulkhead images --script NAME",
    "node tests/security-baseline/main.ts --local",
  ])
    it(`takes '${command}'`, () => expect(commandMistakes(command)).to.deep.equal([]));
});
