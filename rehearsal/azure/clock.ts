/** Milliseconds by which a timer may be late before the machine counts as busy. */
const latenessOfABusyMachine = 4;
/** How often quiet may be waited for again on a busy machine before the clock moves on all the same. */
const mostExtensions = 10;
/** The same, in milliseconds, while others are seen to work: one that never rests must not stop the clock. */
const mostWaitingForWork = 5000;

/**
 * Simulated time. Operations take the minutes that Azure takes, yet nobody waits for them: whenever everything that
 * could still start something has fallen quiet, the clock jumps to the next operation that ends.
 *
 * Operations that Azure would run side by side therefore really overlap here, and the order in which they end is
 * Azure's. That is what makes "another operation is in progress" and the length of a rollout meaningful.
 */
export class SimulatedClock {
  private minutes: number;
  private readonly waiting: { until: number; resume: () => void }[] = [];
  private busy = 0;
  private readonly holds = new Map<string, NodeJS.Timeout>();
  private timer: NodeJS.Timeout | undefined;
  private last: NodeJS.Immediate | undefined;
  private readonly quietMilliseconds: number;
  private readonly onAdvance: (minutes: number) => void;
  private readonly othersWorked: () => boolean;
  private readonly mostWaiting: number;

  /**
   * @param start simulated minutes at which the clock stands.
   * @param quietMilliseconds how long nothing may have happened before the clock moves on. Longer than the engine and
   * the program need between the end of one resource and the start of the next one that waits for it.
   * @param othersWorked whether engine or program have worked since this was asked last: then quiet is waited for again.
   * @param mostWaiting for how many milliseconds that may go on.
   */
  constructor(
    start: number,
    quietMilliseconds: number,
    onAdvance: (minutes: number) => void = () => undefined,
    othersWorked: () => boolean = () => false,
    mostWaiting: number = mostWaitingForWork,
  ) {
    this.minutes = start;
    this.quietMilliseconds = quietMilliseconds;
    this.onAdvance = onAdvance;
    this.othersWorked = othersWorked;
    this.mostWaiting = mostWaiting;
  }

  get now(): number {
    return this.minutes;
  }

  /** Ends when simulated time has passed. */
  pass(minutes: number): Promise<void> {
    return new Promise((resume) => {
      this.waiting.push({ until: this.minutes + minutes, resume });
      this.rearm();
    });
  }

  /** Something is being worked on that may start further operations at the present simulated time. */
  enter(): void {
    this.busy += 1;
    this.rearm();
  }

  leave(): void {
    this.busy -= 1;
    this.rearm();
  }

  /**
   * Keeps time still while somebody is known to be about to act (a program that is starting up). A hold ends by
   * release() or after its own time limit, so that a crashed holder cannot stop the clock.
   */
  hold(name: string, limitMilliseconds: number): void {
    this.release(name);
    const timer = setTimeout(() => this.release(name), limitMilliseconds);
    timer.unref();
    this.holds.set(name, timer);
  }

  release(name: string): void {
    const timer = this.holds.get(name);
    if (timer === undefined) return;
    clearTimeout(timer);
    this.holds.delete(name);
    this.rearm();
  }

  private rearm(): void {
    clearTimeout(this.timer);
    clearImmediate(this.last);
    this.timer = undefined;
    if (this.waiting.length === 0 || this.busy > 0 || this.holds.size > 0) return;
    this.listen(mostExtensions, performance.now() + this.mostWaiting);
  }

  /** Waits for quiet. On a busy machine timers come late, and so do those who are still to act: then it waits again. */
  private listen(forLateness: number, until: number): void {
    const armed = performance.now();
    this.timer = setTimeout(() => {
      const now = performance.now();
      const isLate = now - armed - this.quietMilliseconds > latenessOfABusyMachine;
      if (this.othersWorked() && now < until) this.listen(forLateness, until);
      else if (isLate && forLateness > 0) this.listen(forLateness - 1, until);
      // What others have sent before they fell quiet is read first.
      else this.last = setImmediate(() => this.advance());
    }, this.quietMilliseconds);
  }

  private advance(): void {
    this.timer = undefined;
    const next = Math.min(...this.waiting.map((operation) => operation.until));
    this.minutes = Math.max(this.minutes, next);
    this.onAdvance(this.minutes);
    const due = this.waiting.filter((operation) => operation.until <= this.minutes);
    for (const operation of due) this.waiting.splice(this.waiting.indexOf(operation), 1);
    for (const operation of due) operation.resume();
    this.rearm();
  }
}
