/** Who holds the lock of a stack, as the backend says it. Pure. */

export interface LockHolder {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  /** ISO 8601. */
  readonly since: string;
}

/** `created by USER@HOST (pid PID) at TIME`: pkg/backend/diy/lock.go of pulumi. */
const holderForm = /created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/g;

export function lockHolders(text: string): LockHolder[] {
  const found = [...text.matchAll(holderForm)].map(
    ([, user = "", host = "", pid = "", since = ""]): LockHolder => ({ user, host, pid: Number(pid), since }),
  );
  return found.filter(
    (holder, index) =>
      found.findIndex(
        ({ pid, host, since }) => pid === holder.pid && host === holder.host && since === holder.since,
      ) === index,
  );
}

/**
 * Whether a lock was left behind by a run of this project on this machine that was killed. The name of the machine alone says
 * little: build agents of one image share it. So the journal has to know of a run that was cut off, and the lock be no older.
 *
 * @param cutOff the run that the journal of the stack knows of.
 */
export function isLeftBehind(
  holders: readonly LockHolder[],
  cutOff: { readonly pid: number; readonly at: string } | undefined,
  hostname: string,
  isAlive: (pid: number) => boolean,
): boolean {
  if (cutOff === undefined || isAlive(cutOff.pid)) return false;
  // The backend writes whole seconds.
  const earliest = Math.floor(Date.parse(cutOff.at) / 1000) * 1000;
  return (
    holders.length > 0 &&
    holders.every(
      ({ host, pid, since }) => host === hostname && !isAlive(pid) && Date.parse(since) >= earliest,
    )
  );
}
