/** A type with every `readonly` taken off, as the SDK's input types want it. */
export type Mutable<T> = T extends string | number | boolean | null | undefined
  ? T
  : { -readonly [K in keyof T]: Mutable<T[K]> };

/** Hands read-only data to an SDK whose types do not promise to leave it alone, which it does. */
export function mutable<T>(value: T): Mutable<T> {
  return structuredClone(value) as Mutable<T>;
}
