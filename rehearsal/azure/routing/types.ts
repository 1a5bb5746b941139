/** What a request meets on its way through Front Door. */

/** The links of the chain between Front Door and what answers, in the order in which a request passes them. */
export type ChainLink =
  | "origin enabled"
  | "private link target"
  | "service annotation"
  | "private link connection"
  | "load balancer"
  | "service"
  | "gateway"
  | "gateway route"
  | "pods"
  | "host name"
  | "website"
  | "probe object"
  /** Only in a rehearsal, where somebody asked for it. */
  | "declared ill";

/** Where the chain is broken, and how. */
export interface Break {
  readonly link: ChainLink;
  /** A sentence that names what is missing or wrong. */
  readonly text: string;
}

export interface OriginState {
  readonly id: string;
  readonly name: string;
  readonly hostName: string;
  /** The stack that registered it, as its private link request says; undefined for a stranger's. */
  readonly stack: string | undefined;
  readonly enabled: boolean;
  readonly priority: number;
  readonly weight: number;
  /** Whether the group's probe is answered with 200 all the way. */
  readonly healthy: boolean;
  /** The first link that is broken, of an origin that is not healthy or not enabled. */
  readonly broken: Break | undefined;
  /** Part of the requests it gets, 0 to 1. */
  readonly share: number;
}

export type Outcome =
  /** At least one healthy origin gets the requests. */
  | "served"
  /** No origin is healthy, so Front Door tries all that are enabled: clients see errors. */
  | "blind"
  /** Front Door itself answers: no such host, no route, no enabled origin. */
  | "refused";

export interface Resolution {
  readonly host: string;
  readonly path: string;
  readonly outcome: Outcome;
  /** Why nothing was found, where the outcome is "refused". */
  readonly reason: string | undefined;
  readonly route: string | undefined;
  readonly originGroup: string | undefined;
  readonly cached: boolean;
  /** False where the group lets only the fastest origin answer, so that weights mean nothing. */
  readonly weighted: boolean;
  readonly origins: readonly OriginState[];
}
