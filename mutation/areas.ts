import { readFileSync } from "node:fs";

/** What is mutated, and by which tests: the quick ones that are about it. */
export interface Area {
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  /** Full titles of tests among them that are left out. */
  readonly except?: RegExp;
  /** Whether a test is asked about the mutants of a file; without it, each test that runs the mutated code. */
  readonly relevant?: (title: string, file: string) => boolean;
}

/**
 * The pure folders. `lib/` is judged without the tests that run whole stacks: they take seconds each, keep what they made for the next
 * test, and what only an inventory of resources notices is said by no test of `lib/`. Controls and graph never made the stacks that
 * they judge, so that these run once, before any mutant is on.
 */
export const areas: Readonly<Record<string, Area>> = {
  lib: {
    mutate: ["lib/**/*.ts"],
    tests: ["tests/lib/**/*.test.ts", "tests/config/*.test.ts", "tests/contracts/*.test.ts"],
  },
  controls: {
    mutate: ["controls/**/*.ts"],
    tests: ["tests/mutation/warm/controls.ts", "tests/controls/**/*.test.ts"],
    // Each runs stacks of its own, or asks all controls about all stacks.
    except: /^controls and the options of |^controls\/catalogue finds nothing in our stacks/,
    relevant: breaksItsOwnControl,
  },
  graph: {
    mutate: ["graph/**/*.ts"],
    tests: ["tests/mutation/warm/graph.ts", "tests/graph/**/*.test.ts"],
    // A browser, and stacks of their own for each test: minutes.
    except:
      /^report page in a browser|^timeline on the local Azure|^the key that a denied flow is told|^the isolation statements under other choices/,
  },
};

/**
 * The test that breaks our stacks asks every control about 800 resources: a hundred such tests, of which only that of the mutated control
 * can say something new.
 */
function breaksItsOwnControl(title: string, file: string): boolean {
  const id = /^controls\/catalogue (\S+) fires, /.exec(title)?.[1];
  return id === undefined || readFileSync(file, "utf8").includes(`"${id}"`);
}
