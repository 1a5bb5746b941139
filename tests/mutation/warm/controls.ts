/** Loaded before any mutant is on: the tests of the controls judge stacks that run once in a process, without mutants. */
import { ourResources } from "../../controls/support/graph.ts";

for (const kind of ["global", "ops", "stamp"] as const) await ourResources(kind);
