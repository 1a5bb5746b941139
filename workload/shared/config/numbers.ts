/** What a process is told in its environment, as far as it is a number. */
export class EnvironmentError extends Error {
  constructor(name: string, value: string, remedy: string) {
    super(`${name} is "${value}". ${remedy}`);
    this.name = "EnvironmentError";
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A number of the environment.
 *
 * @throws EnvironmentError naming the variable, unless it is a number of at least `minimum`.
 */
export function numberOf(env: Environment, name: string, fallback: number, minimum = 0): number {
  const text = env[name];
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < minimum)
    throw new EnvironmentError(
      name,
      text,
      `Set a number of at least ${minimum}, or leave it out for ${fallback}.`,
    );
  return value;
}

/** A switch of the environment: "true" or "false". @throws EnvironmentError for anything else. */
export function switchOf(env: Environment, name: string, fallback = false): boolean {
  const text = env[name]?.toLowerCase();
  if (text === undefined || text === "") return fallback;
  if (text === "true" || text === "false") return text === "true";
  throw new EnvironmentError(name, text, 'Set "true" or "false".');
}
