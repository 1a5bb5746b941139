/** What a drawing of the platform shows: read from the graph, without any place on paper yet. */

/** What kind of thing a line of text stands for; decides its symbol. */
export type ItemKind =
  | "firewall"
  | "bastion"
  | "nodes"
  | "api"
  | "balancer"
  | "link"
  | "endpoints"
  | "machines"
  | "gateway"
  | "vault"
  | "database"
  | "registry"
  | "stream"
  | "storage"
  | "logs"
  | "policy"
  | "internet"
  | "cluster";

/** One thing in a box. */
export interface Item {
  readonly kind: ItemKind;
  readonly text: string;
  readonly details: readonly string[];
  /** Whether Front Door reads it over a private link of its own. */
  readonly frontDoor?: boolean;
}

/** A subnet with what lives in it. */
export interface SubnetBox {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly items: readonly Item[];
}

/** Services or a place outside of the network that lines of the network lead to. */
export interface ServiceBox {
  readonly id: string;
  readonly items: readonly Item[];
  /** `elsewhere` belongs to another stack and is shown as a reference. */
  readonly place: "here" | "elsewhere" | "internet";
}

/** Why one box has a line to another. */
export type LinkKind =
  /** Requests of users, from Front Door's private link inwards. */
  | "entry"
  /** From machines to private endpoints, and from these to the services behind them. */
  | "private"
  /** The default route: machines to the firewall, and on. */
  | "egress"
  /** Sessions of operators. */
  | "operators";

/** A line between two boxes of one stack. */
export interface Link {
  readonly from: string;
  readonly to: string;
  readonly kind: LinkKind;
}

/** A stack with a network. */
export interface StackCard {
  readonly stack: string;
  /** The Azure location. */
  readonly region: string;
  readonly network: string;
  readonly addressSpace: string;
  readonly subnets: readonly SubnetBox[];
  readonly services: readonly ServiceBox[];
  readonly links: readonly Link[];
  /** The box that Front Door's private link ends in. */
  readonly entrance: string | undefined;
  /** The box that leads to the services of the global stack. */
  readonly toGlobal: string | undefined;
}

/** A region with the stacks in it. */
export interface RegionFrame {
  readonly region: string;
  readonly title: string;
  readonly cards: readonly StackCard[];
}

export interface FrontDoorBox {
  readonly name: string;
  readonly lines: readonly string[];
}

export interface Topology {
  readonly frontDoor: FrontDoorBox | undefined;
  readonly regions: readonly RegionFrame[];
  /** Services that all regions share. */
  readonly shared: readonly ServiceBox[];
}
