/** The ports of a release on a {@link World}, which can be killed. */
import type { Health } from "../../../cli/release/gate.ts";
import { defaultSettings, type ReleaseSettings } from "../../../cli/release/keys.ts";
import type { ReleasePorts } from "../../../cli/release/run.ts";
import type { World } from "./world.ts";

export interface Fakes {
  readonly settings?: Partial<ReleaseSettings>;
  readonly health?: (percent: number) => Health;
  readonly smoke?: (stack: string) => string | undefined;
  readonly answer?: "yes" | "no" | "nobody";
  readonly broken?: () => readonly string[];
}

export interface FakePorts extends ReleasePorts {
  readonly lines: string[];
  readonly questions: string[];
  readonly calls: string[];
}

export const well: Health = { verdict: "well", text: "well" };

export function fakePorts(world: World, fakes: Fakes = {}): FakePorts {
  const lines: string[] = [];
  const questions: string[] = [];
  const calls: string[] = [];
  let minutes = 0;
  const settings: ReleaseSettings = {
    ...defaultSettings,
    soakMinutes: 10,
    drainMinutes: 5,
    ...fakes.settings,
  };
  return {
    lines,
    questions,
    calls,
    pairs: () => Promise.resolve(world.pairs()),
    settingsOf: () => settings,
    change: (change) => world.change(change),
    mark: (stack, what) => world.mark(stack, what),
    deploy: async (stacks) => {
      for (const stack of stacks) world.deploy(stack);
      calls.push(`deploy ${stacks.join(" ")}`);
      return Promise.resolve();
    },
    applyOrigins: async (stacks) => {
      for (const stack of stacks) world.apply(stack);
      calls.push(`apply ${stacks.join(" ")}`);
      return Promise.resolve();
    },
    destroy: async (stacks) => {
      for (const stack of stacks) world.destroy(stack);
      calls.push(`destroy ${stacks.join(" ")}`);
      return Promise.resolve();
    },
    smoke: (stack) => Promise.resolve(fakes.smoke?.(stack)),
    purge: () => {
      world.effect(() => calls.push("purge"));
      return Promise.resolve();
    },
    forget: (stack) => world.forget(stack),
    settle: (stack) => world.settle(stack),
    broken: () => Promise.resolve(fakes.broken?.() ?? []),
    health: (_news, _olds, percent) => Promise.resolve(fakes.health?.(percent) ?? well),
    minutesSince: () => minutes,
    wait: (passed) => {
      minutes += passed;
      calls.push(`wait ${passed}`);
      return Promise.resolve();
    },
    ask: (question) => {
      questions.push(question);
      return Promise.resolve(fakes.answer ?? "nobody");
    },
    say: (line) => void lines.push(line),
  };
}
