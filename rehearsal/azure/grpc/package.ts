import type { Properties } from "../../../lib/properties.ts";
import type { PropertyChange } from "../diff.ts";

export interface ResourceState {
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A failed check, tied to a property. */
export interface CheckProblem {
  readonly property: string;
  readonly reason: string;
}

export interface ResourceCall {
  /** Pulumi type token. */
  readonly type: string;
  readonly urn: string;
  /** Which provider instance of the engine is asking: its configuration, by key. */
  readonly configuration: Properties;
}

/**
 * One Pulumi package as the local Azure plays it: azure-native, kubernetes or random. Plain values in and out; the
 * gRPC server in front of it deals with the wire.
 */
export interface LocalPackage {
  /** What the package's tokens begin with, for example `azure-native`. */
  readonly name: string;
  /** The version it answers as: that of the SDK in use, which the engine compares. */
  readonly version: string;
  check(
    call: ResourceCall,
    inputs: Properties,
    previous: Properties | undefined,
  ): { inputs: Properties; problems: CheckProblem[] };
  diff(call: ResourceCall, before: Properties, after: Properties): PropertyChange[];
  create(call: ResourceCall, inputs: Properties): Promise<{ id: string; outputs: Properties }>;
  update(call: ResourceCall, id: string, inputs: Properties): Promise<Properties>;
  /** @param known what the engine has in its state, for packages without a cloud behind them. */
  read(call: ResourceCall, id: string, known: ResourceState | undefined): ResourceState | undefined;
  delete(call: ResourceCall, id: string): Promise<void>;
  /** Outputs that an update never changes, so that the preview of one knows them. All others it does not. */
  readonly stableOutputs?: readonly string[];
  /** Outputs that are secret whatever the program says. */
  secretOutputs?(type: string): readonly string[];
  invoke(token: string, args: Properties, configuration: Properties): Properties;
}
