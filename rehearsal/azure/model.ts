import type { ResourceTypeInfo } from "../../lib/resourceTypes.ts";
import type { Properties } from "../../lib/properties.ts";

export type ProvisioningState = "Creating" | "Updating" | "Deleting" | "Succeeded" | "Failed";

/** A resource as the local Azure keeps it. */
export interface Resource {
  /** ARM id with the spelling it was created with. */
  readonly id: string;
  /** ARM type, for example `Microsoft.Network/virtualNetworks`. */
  readonly arm: string;
  readonly name: string;
  readonly location: string | undefined;
  /** What was asked for, in azure-native's form. Of what Azure itself made: only what it refers to. */
  readonly inputs: Properties;
  /** What Azure answers, in azure-native's form. */
  readonly outputs: Properties;
  /** What Azure knows about the resource besides its own properties, for example who is connected to it. */
  readonly facts: Properties;
  readonly state: ProvisioningState;
  /** Simulated minutes at which the last operation ended or will end. */
  readonly until: number;
}

/** The part of the subscription that rules may look at. */
export interface AzureView {
  readonly subscriptionId: string;
  readonly tenantId: string;
  /** A resource that exists, that is, whose creation has ended. */
  find(id: string): Resource | undefined;
  ofType(arm: string): readonly Resource[];
  /** Resources directly or indirectly below an id. */
  below(id: string): Resource[];
  /** Resources whose inputs name this id. */
  referring(id: string): Resource[];
  /** A value that Azure makes up once and keeps: the same seed gives the same GUID. */
  guid(seed: string): string;
}

/** What a rule, an output or an effect is about. */
export interface Request {
  readonly azure: AzureView;
  readonly operation: "create" | "update";
  readonly id: string;
  readonly arm: string;
  readonly name: string;
  readonly location: string | undefined;
  readonly inputs: Properties;
  /** What the resource was before, in an update. */
  readonly previous: Resource | undefined;
}

/** Refuses by throwing an ArmError; returning means consent. */
export type Rule = (request: Request) => void;

/** What happens elsewhere in Azure when an operation has ended. */
export interface Effects {
  put(resource: Resource): void;
  remove(id: string): void;
}

export interface DeleteRequest {
  readonly azure: AzureView;
  readonly resource: Resource;
}

/** All that the local Azure knows about one resource type. */
export interface TypeDefinition {
  readonly token: string;
  readonly info: ResourceTypeInfo;
  /** `regional`: a region must be named. `global`: the literal location. `none`: the type has no location. */
  readonly location: "regional" | "global" | "none";
  /** Inputs without which ARM answers 400. Alternatives are separated by `|`. */
  readonly required?: readonly string[];
  /** Inputs that cannot change after creation; a change replaces the resource. Path parameters always count. */
  readonly createOnly?: readonly string[];
  readonly rules?: readonly Rule[];
  readonly deleteRules?: readonly ((request: DeleteRequest) => void)[];
  /** ARM's code when something still refers to the resource; without one, references do not hold it. */
  readonly inUse?: { readonly code: string; readonly status?: number };
  /** Nested resources must be gone before this one can go. Without it ARM removes them along. */
  readonly nestedHold?: boolean;
  /** Also written by providers that are configured for another subscription, of which only this resource is known. */
  readonly acrossSubscriptions?: boolean;
  /** Settings of a service that is always there: deleting them resets it and leaves what is nested. */
  readonly isSettings?: boolean;
  /** It is there from the beginning: creating it takes it over. */
  readonly alwaysThere?: boolean;
  /** Writes of this type, or of a group of types, exclude each other below one parent; this is how Azure says so. */
  readonly oneAtATime?: { readonly code: string; readonly status: number; readonly group?: string };
  /** ARM's codes for a write or deletion of this resource while something one-at-a-time below it is being written. */
  readonly whileNestedIsWritten?: { readonly update: string; readonly delete: string };
  /** Simulated minutes, where the table by type and operation is not enough. */
  readonly minutes?: (request: Request) => number | undefined;
  /** Properties that Azure computes, besides those of the inputs. */
  readonly outputs?: (request: Request) => Properties;
  readonly onWritten?: (request: Request, effects: Effects) => void;
  readonly onDeleted?: (request: DeleteRequest, effects: Effects) => void;
  /** The name stays taken after deletion until it is purged. */
  readonly softDelete?: boolean;
}
