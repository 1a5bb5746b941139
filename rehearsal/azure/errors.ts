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
  /** What the header Retry-After asks for, where the answer has one. */
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, status: number, message: string, retryAfterSeconds?: number) {
    super(message);
    this.name = "ArmError";
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The text that azure-native shows for such an answer. */
  override toString(): string {
    return `Status=${this.status} Code="${this.code}" Message="${this.message}"`;
  }
}

/** azure-native has waited for as long as it waits; Azure goes on. It tells nothing of the resource but its id. */
export class OperationTimedOut extends ArmError {
  constructor() {
    super("OperationTimedOut", 0, "operation timed out");
    this.name = "OperationTimedOut";
  }

  /** AzureError in provider/pkg/azure/util.go of pulumi-azure-native puts these words in the place of Go's own. */
  override toString(): string {
    return this.message;
  }
}

/** Helm gave up, in its own words. */
export class ReleaseFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ReleaseFailed";
  }
}

/** Nobody knows what became of a request. The text is that of Go's HTTP client. */
export class ConnectionLost extends Error {
  constructor(method: "Put" | "Delete", id: string) {
    super(`${method} "https://management.azure.com${id}": read tcp: connection reset by peer`);
    this.name = "ConnectionLost";
  }
}

/** azure-native looks whether there is something already before it creates, and could not (CanCreate in client_azcore.go). */
export class ExistenceUnknown extends Error {
  constructor(id: string, answer: ArmError) {
    const body = JSON.stringify({ error: { code: answer.code, message: answer.message } });
    super(`cannot check existence of resource '${id}': status code ${answer.status}, ${body}`);
    this.name = "ExistenceUnknown";
  }
}
