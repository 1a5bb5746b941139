/** An answer of Azure Resource Manager that is not a success, or no answer at all. */
export class ArmError extends Error {
  /** HTTP status; undefined when no answer arrived or an asynchronous operation failed after it was accepted. */
  readonly status: number | undefined;
  /** ARM's own error code, for example "ResourceNotFound"; "Unreachable" when no answer arrived. */
  readonly code: string;

  constructor(parts: { status?: number; code: string; message: string; cause?: unknown }) {
    super(`${parts.code}: ${parts.message}`, { cause: parts.cause });
    this.name = "ArmError";
    this.status = parts.status;
    this.code = parts.code;
  }
}

/** True when ARM says that what was asked for does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ArmError && error.status === 404;
}

interface ErrorBody {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: readonly ErrorDetail[];
  };
}

interface ErrorDetail {
  readonly code?: string;
  readonly message?: string;
}

/**
 * Reads `{"error": {code, message, details}}`. Older resource providers hide the cause in `details`, so a code found there is
 * shown behind the outer message.
 */
export function armErrorOf(body: unknown, status: number | undefined, request: string): ArmError {
  const error = (body as ErrorBody | undefined)?.error;
  const details = (error?.details ?? []).map((detail) => `${detail.code ?? "?"}: ${detail.message ?? ""}`);
  const message = [error?.message ?? "no explanation was given", ...details].join(" / ");
  return new ArmError({
    ...(status === undefined ? {} : { status }),
    code: error?.code ?? (status === undefined ? "Failed" : `Http${status}`),
    message: `${message} (${request})`,
  });
}
