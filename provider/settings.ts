/** How long a connection request is waited for when nothing else is said, in seconds: 15 minutes. */
const defaultTimeout = 15 * 60;

/** BULKHEAD_APPROVAL_TIMEOUT_SECONDS in milliseconds, else 15 minutes. Throws when it is not a positive number. */
export function approvalTimeout(env: NodeJS.ProcessEnv): number {
  const text = env["BULKHEAD_APPROVAL_TIMEOUT_SECONDS"];
  if (!text) return defaultTimeout * 1000;
  const seconds = Number(text);
  if (!(seconds > 0)) {
    throw new Error(
      `BULKHEAD_APPROVAL_TIMEOUT_SECONDS is '${text}': it must be a number of seconds above 0.`,
    );
  }
  return seconds * 1000;
}

/** The resource type in a URN, for example "bulkhead:edge:PrivateLinkApproval". */
export function typeOf(urn: string): string {
  const qualified = urn.split("::")[2] ?? "";
  return qualified.slice(qualified.lastIndexOf("$") + 1);
}
