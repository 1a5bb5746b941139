import {
  commonTokens,
  declareFactoryPlugin,
  declareValuePlugin,
  PluginKind,
  tokens,
} from "@stryker-mutator/api/plugin";
import type { StrykerOptions } from "@stryker-mutator/api/core";
import type { Ignorer } from "@stryker-mutator/api/ignore";
import { areas } from "./areas.ts";
import { MochaInProcess } from "./runner.ts";
import { Survivors } from "./survivors.ts";

createRunner.inject = tokens(commonTokens.options);
/** Stryker hands over what `main.ts` put into its options. */
function createRunner(options: StrykerOptions): MochaInProcess {
  const name = options["area"] as string;
  const area = areas[name];
  if (area === undefined) throw new Error(`There is no area ${name}.`);
  return new MochaInProcess(area);
}

createReporter.inject = tokens(commonTokens.options);
function createReporter(options: StrykerOptions): Survivors {
  return new Survivors(options["survivors"] as string);
}

/** A node of Babel's syntax tree, as far as the policy looks at it. */
interface Syntax {
  readonly node: { readonly type: string; readonly key?: { readonly name?: string } };
}

/**
 * The mistakes by which tests break our own stacks stand beside the controls that have to see them. Another mistake in their place
 * says nothing about a control.
 */
const mistakes: Ignorer = {
  shouldIgnore: (path) => {
    const { node } = path as Syntax;
    return node.type === "ObjectProperty" && node.key?.name === "breaks"
      ? "a mistake that a control has to see"
      : undefined;
  },
};

export const strykerPlugins = [
  declareFactoryPlugin(PluginKind.TestRunner, "mocha-in-process", createRunner),
  declareValuePlugin(PluginKind.Ignore, "mistakes", mistakes),
  declareFactoryPlugin(PluginKind.Reporter, "survivors", createReporter),
];
