import type { EgressRule } from "./types.ts";

/** One rule as a firewall team reads it, whatever their firewall is called. */
export interface EgressRow {
  readonly feature: string;
  readonly title: string;
  readonly rule: string;
  /** Where the traffic comes from: nodes, and pods behind their addresses. */
  readonly sources: readonly string[];
  readonly hosts: readonly string[];
  /** Sets that only Azure Firewall knows. Another product needs none: the hosts beside them suffice. */
  readonly fqdnTags: readonly string[];
  readonly protocol: string;
  readonly port: number;
  /** Whether TLS may be opened on the way. Nodes and add-ons trust nobody's authority but the public ones. */
  readonly inspection: "allowed" | "forbidden";
  readonly reason: string;
  readonly source: string;
}

/** What one entry of a catalogue lets out, whichever it is. */
export interface TitledEgress {
  readonly feature: { readonly id: string; readonly title: string };
  readonly rules: readonly EgressRule[];
}

/** The egress of a stack as a list for those who run the firewall: a hub team, a third-party appliance, an auditor. */
export function egressRows(egress: readonly TitledEgress[], sources: readonly string[]): EgressRow[] {
  return egress.flatMap(({ feature, rules }) =>
    rules.map((rule) => ({
      feature: feature.id,
      title: feature.title,
      rule: rule.name,
      sources,
      hosts: rule.hosts,
      fqdnTags: rule.fqdnTags ?? [],
      protocol: rule.protocol,
      port: rule.port,
      inspection: rule.inspected === true ? "allowed" : "forbidden",
      reason: rule.reason,
      source: rule.source,
    })),
  );
}
