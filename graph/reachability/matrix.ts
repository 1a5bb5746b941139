/** Who reaches whom, for a whole system, as a table. */
import type { Graph } from "../model.ts";
import { ask } from "./ask.ts";
import { Names } from "./names.ts";
import { worldOf } from "./world/world.ts";

export type Cell = "yes" | "no" | "partly";

/** The flows of one stack: each row a sender, each column somebody who could be reached. */
export interface Matrix {
  readonly stack: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly from: string; readonly cells: readonly Cell[] }[];
}

/** Hosts outside of everybody's, so that the table shows what the way out lets through. */
const outside = ["login.microsoftonline.com", "mcr.microsoft.com", "pypi.org"];

/** Roles that send nothing of their own. */
const silent = new Set(["firewall", "private-link", "ingress", "private-endpoints", "bastion"]);

/** What works on stamps from outside needs of each. */
const workedOn = ["api-server", "key-vault", "website-blob", "nodes"];

/** Whether anybody answers to a role: a storage account that was never a website has no name for one, for example. */
function answers(names: Names, role: string): boolean {
  return (names.target(role)?.length ?? 0) > 0;
}

function columnsOf(names: Names, others: readonly Names[]): string[] {
  const roles = names
    .roles()
    .filter((role) => !["firewall", "private-link"].includes(role) && answers(names, role));
  const wanted = names.clusters.length > 0 ? ["nodes"] : workedOn;
  const elsewhere = others.flatMap((other) =>
    wanted.filter((role) => answers(other, role)).map((role) => `${other.stack}/${role}`),
  );
  return [...roles, ...elsewhere, ...outside];
}

/**
 * The matrix of every stack with a network.
 *
 * @param peers how many other stamps get a column each; all are alike, so a few show what all do.
 */
export function matrices(graph: Graph, peers = 2): Matrix[] {
  const world = worldOf(graph);
  const stacks = [...new Set(world.networks.map(({ node }) => node.stack))];
  const clustered = [...new Set(world.clusters.map(({ node }) => node.stack))];
  return stacks.map((stack) => {
    const names = Names.of(world, stack);
    const others = clustered.filter((other) => other !== stack).slice(0, peers);
    const columns = columnsOf(
      names,
      others.map((other) => Names.of(world, other)),
    );
    const senders = names
      .roles()
      .filter((role) => !silent.has(role) && (names.source(role)?.length ?? 0) > 0);
    const rows = ["internet", "front-door", ...senders].map((from) => ({
      from,
      cells: columns.map((to): Cell => {
        const reply = ask(graph, { stack, from, to });
        return reply.allowed ? "yes" : reply.denied ? "no" : "partly";
      }),
    }));
    return { stack, columns, rows };
  });
}
