/** A flow that must exist, or must not. */
export interface Statement {
  /** Short name in kebab case, unique. */
  readonly id: string;
  /** The statement as a sentence. */
  readonly text: string;
  /** The architecture texts that it is taken from: 000 to 004. */
  readonly seeds: readonly Seed[];
  /** For which stacks it is asked: every stamp, or every operations stack. */
  readonly of: "stamp" | "ops";
  /** Names of both ends as `bulkhead reach` takes them. `{other}` is another stamp, `{stamp}` a stamp, `{ops}` an operations stack. */
  readonly from: string;
  readonly to: string;
  readonly expected: "allowed" | "denied";
  /** A choice of configuration by which the statement does not apply. */
  readonly unless?: "network-isolated";
}

/**
 * The texts that the platform follows: 000 the network-controlled mission-critical architecture, 001 its security, 002 the
 * security design area of mission-critical workloads, 003 the private AKS cluster behind a firewall, 004 the AKS baseline
 * for a team's first clusters.
 */
export type Seed = "000" | "001" | "002" | "003" | "004";
