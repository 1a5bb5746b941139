/** The check that the Node.js running the program can run it. */
import { compareVersions, parseVersion } from "./versions.ts";

/** The first release of the 22 line that runs TypeScript without a flag (changelog of Node.js 22.18.0). */
export const minimumNode = "22.18.0";

/** What is asked of a Node.js: its version, and whether it strips types from TypeScript. */
export interface NodeFacts {
  readonly version: string;
  readonly stripsTypes: boolean;
}

function factsOfThisNode(): NodeFacts {
  return { version: process.versions.node, stripsTypes: Boolean(process.features.typescript) };
}

const remedy =
  "Run `npm ci`, which installs a suitable Node.js with the project, and start through npm " +
  "(`npm start`, `npx bulkhead …`); or install a current Node.js from https://nodejs.org.";

/** Throws an Error with the remedy when this Node.js cannot run the program's TypeScript as it is. */
export function checkNode(node: NodeFacts = factsOfThisNode()): void {
  const version = parseVersion(node.version);
  const minimum = parseVersion(minimumNode);
  if (!version || !minimum || compareVersions(version, minimum) < 0) {
    throw new Error(`Node.js ${minimumNode} or newer is needed; this is ${node.version}. ${remedy}`);
  }
  if (!node.stripsTypes) {
    throw new Error(
      `This Node.js ${node.version} does not run TypeScript. Where NODE_OPTIONS has --no-strip-types or ` +
        `--no-experimental-strip-types, take it out. Otherwise: ${remedy}`,
    );
  }
}
