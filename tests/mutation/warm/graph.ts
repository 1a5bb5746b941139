/** Loaded before any mutant is on: the tests of the graph ask two that are made once in a process, without mutants. */
import { checkStatements } from "../../../graph/statements/check.ts";
import { committedGraph } from "../../graph/support/committed.ts";
import { platformGraph } from "../../graph/support/mocks.ts";

// What a graph is read into is kept with it.
for (const graph of [await committedGraph(), await platformGraph()]) checkStatements(graph);
