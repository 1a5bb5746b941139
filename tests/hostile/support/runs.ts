import fc from "fast-check";

/** A whole number from the environment; the usual one where there is none. */
function numberFrom(name: string, usual: number): number {
  const text = process.env[name];
  if (text === undefined || text === "") return usual;
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw new Error(`${name} is '${text}', and has to be a whole number.`);
}

/** The same cases in every run of the suite; `npm run fuzz -- --seed S` tries others. */
const usualSeed = 20_261_121;

/**
 * Holds a property against as many cases as asked for by FUZZ_RUNS, from the seed FUZZ_SEED.
 *
 * @param usual how many cases the suite tries: as many as take a second or two.
 * @param examples cases that once went wrong, tried first.
 */
export async function fuzz<Case>(
  usual: number,
  cases: fc.Arbitrary<Case>,
  property: (given: Case) => void | Promise<void>,
  examples: readonly Case[] = [],
): Promise<void> {
  const seed = numberFrom("FUZZ_SEED", usualSeed);
  await fc.assert(
    fc.asyncProperty(cases, async (given) => property(given)),
    {
      numRuns: numberFrom("FUZZ_RUNS", usual),
      seed,
      examples: examples.map((example): [Case] => [example]),
    },
  );
}
