/**
 * An operation that Azure accepted and could not finish. The resource is there, in the state Failed: whoever asked for it
 * has to know its id, or would try to create it a second time.
 */
export class ProvisioningFailed extends Error {
  override readonly cause: ArmError;
  readonly id: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, unknown>>;

  constructor(
    cause: ArmError,
    id: string,
    inputs: Readonly<Record<string, unknown>>,
    outputs: Readonly<Record<string, unknown>>,
  ) {
    super(cause.toString());
    this.name = "ProvisioningFailed";
    this.cause = cause;
    this.id = id;
    this.inputs = inputs;
    this.outputs = outputs;
  }
}

/** A refusal by the local Azure, shaped like Azure Resource Manager's: a code, an HTTP status and a sentence. */
export class ArmError extends Error {
  /** ARM's error code, for example `ParentResourceNotFound`. */
  readonly code: string;
  /** The HTTP status that ARM answers with. */
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "ArmError";
    this.code = code;
    this.status = status;
  }

  /** The text that azure-native shows for such an answer. */
  override toString(): string {
    return `Status=${this.status} Code="${this.code}" Message="${this.message}"`;
  }
}
