import { join } from "node:path";
import { egressCatalogue } from "../../../lib/egress/catalogue.ts";
import { allowedHost } from "../../../lib/egress/features.ts";
import type { EgressRule } from "../../../lib/egress/types.ts";
import { opsCatalogue } from "../../../lib/ops/egress/catalogue.ts";
import type { AgentKind } from "../../../lib/ops/egress/types.ts";

/** Everything that the catalogues can let out, for review in a diff: a host more is a way out more. */
export const allowedFile: string = join(import.meta.dirname, "data", "allowed.json");

function line(where: string, { name, protocol, port, hosts, fqdnTags = [] }: EgressRule): string {
  return `${where}, ${name}: ${protocol} ${port} to ${[...hosts, ...fqdnTags.map((tag) => `[${tag}]`)].join(" ")}`;
}

/** One line for each rule, of stamps and of operations networks, in each variant that changes hosts. */
export function allowed(): { stamp: string[]; operations: string[] } {
  const contexts = [false, true].map((privateMonitoring) => ({
    location: "westeurope",
    privateMonitoring,
    acmeServer: "https://acme.example.com/directory",
    allowedHosts: ["api.example.com", "*.cdn.example.com"].map(allowedHost),
  }));
  const stamp = contexts.flatMap((context) =>
    egressCatalogue.flatMap(({ id, rules }) => rules(context).map((rule) => line(id, rule))),
  );
  const agents: readonly AgentKind[] = ["scaleSet", "managedPool", "githubRunners"];
  const operations = agents.flatMap((kind) =>
    [undefined, "contoso"].flatMap((organization) => {
      const allowedHosts = { jumpBoxes: ["a.example.com"], agents: ["b.example.com"] };
      return opsCatalogue.flatMap(({ id, from, rules }) =>
        from.flatMap((source) =>
          rules({ agents: kind, organization, allowedHosts }, source).map((rule) =>
            line(`${source}, ${id}`, rule),
          ),
        ),
      );
    }),
  );
  return { stamp: [...new Set(stamp)], operations: [...new Set(operations)] };
}
