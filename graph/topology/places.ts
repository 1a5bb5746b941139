/** Where everything stands on paper, in pixels. */
import type { Size } from "./measure.ts";
import type { LinkKind, ServiceBox, StackCard, SubnetBox } from "./types.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rectangle extends Point, Size {}

export interface PlacedLine {
  readonly kind: LinkKind;
  readonly points: readonly Point[];
  /** False where it ends in another line. */
  readonly arrow?: boolean;
}

/** A stack, with coordinates relative to its own corner. */
export interface PlacedCard extends Rectangle {
  readonly card: StackCard;
  readonly network: Rectangle;
  readonly subnets: readonly (Rectangle & { readonly subnet: SubnetBox })[];
  readonly services: readonly (Rectangle & { readonly service: ServiceBox })[];
  readonly lines: readonly PlacedLine[];
}

export interface PlacedFrame extends Rectangle {
  readonly title: string;
  readonly cards: readonly PlacedCard[];
}

export interface Layout extends Size {
  readonly users: Rectangle | undefined;
  readonly frontDoor: Rectangle | undefined;
  readonly frames: readonly PlacedFrame[];
  readonly shared: Rectangle | undefined;
  readonly sharedBoxes: readonly (Rectangle & { readonly service: ServiceBox })[];
  /** Lines between stacks and what they share. */
  readonly lines: readonly PlacedLine[];
  readonly legend: Point;
}

/** A row of regions. */
export interface Row {
  readonly top: number;
  readonly bottom: number;
  readonly frames: readonly PlacedFrame[];
}
