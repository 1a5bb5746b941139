/** A world small enough to be killed after every single effect: stack files, stacks, and nothing else that lasts. */
import type { Pair } from "../../../cli/release/model.ts";
import type { FileChange } from "../../../cli/release/nextStep.ts";

export interface StackInWorld {
  /** Weights of its origins; empty before they are made. */
  weights: number[];
  approved: boolean;
}

export interface FileInWorld {
  weight: number;
  release?: {
    replaces: string;
    weight: number;
    wave: number;
    steps: number[];
    since?: string;
    halted?: string;
    discarded?: boolean;
    passed?: boolean;
  };
}

/** Thrown in place of an effect: the machine that ran the release is no more. */
export class Killed extends Error {}

export class World {
  readonly files = new Map<string, FileInWorld>();
  readonly stacks = new Map<string, StackInWorld>();
  /** Effects that are still allowed to happen. */
  life = Number.POSITIVE_INFINITY;
  effects = 0;
  /** Called after every effect. */
  after: () => void = () => undefined;

  /** One thing that changes the world. A killed one has either happened or not, never half. */
  effect(change: () => void): void {
    if (this.life <= 0) throw new Killed();
    this.life -= 1;
    this.effects += 1;
    change();
    this.after();
  }

  pairs(): Pair[] {
    return [...this.files].flatMap(([stack, { release }]): Pair[] => {
      if (release === undefined) return [];
      const generation = (name: string) => {
        const deployed = this.stacks.get(name);
        return {
          stack: name,
          wanted: this.files.get(name)?.weight,
          deployed: deployed && { weights: [...deployed.weights], approved: deployed.approved },
        };
      };
      return [
        {
          region: stack.split("-")[1] ?? "",
          wave: release.wave,
          old: generation(release.replaces),
          new: generation(stack),
          weight: release.weight,
          steps: release.steps,
          since: release.since,
          halted: release.halted,
          discarded: release.discarded ?? false,
          passed: release.passed ?? false,
        },
      ];
    });
  }

  change({ stack, weight, halted }: FileChange): void {
    this.effect(() => {
      const file = this.files.get(stack);
      if (!file) throw new Error(`no file of ${stack}`);
      file.weight = weight;
      if (file.release) {
        delete file.release.since;
        delete file.release.passed;
        if (halted !== undefined) file.release.halted = halted;
      }
    });
  }

  mark(stack: string, key: "since" | "passed"): void {
    this.effect(() => {
      const release = this.files.get(stack)?.release;
      if (!release) throw new Error(`no release of ${stack}`);
      if (key === "since") release.since = "2027-03-05T12:00:00Z";
      else release.passed = true;
    });
  }

  /** Everything of a stamp, in several effects: its parts, its origins one by one, their approval. */
  deploy(stack: string): void {
    const weight = this.files.get(stack)?.weight ?? 0;
    if (!this.stacks.has(stack)) this.effect(() => this.stacks.set(stack, { weights: [], approved: false }));
    const standing = this.stacks.get(stack) as StackInWorld;
    for (const index of [0, 1]) this.effect(() => (standing.weights[index] = weight));
    this.effect(() => (standing.approved = true));
  }

  /** The two origins alone. */
  apply(stack: string): void {
    const standing = this.stacks.get(stack);
    if (!standing) throw new Error(`${stack} is not there`);
    const weight = this.files.get(stack)?.weight ?? 0;
    for (const index of standing.weights.keys()) this.effect(() => (standing.weights[index] = weight));
  }

  destroy(stack: string): void {
    const standing = this.stacks.get(stack);
    if (!standing) return;
    if (standing.weights.some((weight) => weight > 0)) throw new Error(`${stack} still takes requests`);
    this.effect(() => standing.weights.pop());
    this.effect(() => (standing.weights.length = 0));
    this.effect(() => this.stacks.delete(stack));
  }

  forget(stack: string): void {
    this.effect(() => this.files.delete(stack));
  }

  settle(stack: string): void {
    this.effect(() => delete this.files.get(stack)?.release);
  }

  /** What lasts, for comparison. */
  picture(): unknown {
    return {
      files: [...this.files].sort(([a], [b]) => a.localeCompare(b)),
      stacks: [...this.stacks].sort(([a], [b]) => a.localeCompare(b)),
    };
  }
}

export interface RegionInWorld {
  readonly name: string;
  readonly weight: number;
  readonly wave: number;
}

/** An old generation that serves, and the file of a new one, in every region. */
export function worldOf(regions: readonly RegionInWorld[], steps: readonly number[]): World {
  const world = new World();
  for (const { name, weight, wave } of regions) {
    const old = `stamp-${name}`;
    world.files.set(old, { weight });
    world.stacks.set(old, { weights: [weight, weight], approved: true });
    world.files.set(`${old}-b`, {
      weight: 0,
      release: { replaces: old, weight, wave, steps: [...steps] },
    });
  }
  return world;
}

/** What must hold after every effect. */
export function expectServed(world: World, regions: readonly RegionInWorld[]): void {
  const enabled = (name: string, index: number) => (world.stacks.get(name)?.weights[index] ?? 0) > 0;
  for (const { name } of regions) {
    for (const index of [0, 1]) {
      const serving = [`stamp-${name}`, `stamp-${name}-b`].filter((stack) => enabled(stack, index));
      if (serving.length === 0) throw new Error(`nobody answers in ${name}`);
      const closed = serving.find((stack) => world.stacks.get(stack)?.approved !== true);
      if (closed !== undefined) throw new Error(`${closed} gets requests without an approved link`);
    }
  }
}
