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
