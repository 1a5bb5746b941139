/** How often, and how long, it is asked whether what was queued is there. */
export const patience = { everyMilliseconds: 1000, withinMilliseconds: 30_000 };

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal.addEventListener("abort", stop, { once: true });
  });
}

/**
 * Asks until the answer is yes.
 *
 * @returns false when it took too long. A question that fails is asked again: it changes nothing about what was queued.
 * @throws the signal's reason when the page was left.
 */
export async function until(ask: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  const end = Date.now() + patience.withinMilliseconds;
  while (Date.now() < end) {
    await pause(patience.everyMilliseconds, signal);
    if (await ask().catch(() => false)) return true;
    signal.throwIfAborted();
  }
  return false;
}
