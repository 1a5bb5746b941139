/** Longer than every key, name and option that there is, in characters. */
const longestWord = 100;

/**
 * The candidates that a misspelt word may have meant, closest first.
 *
 * @param limit how many to return at most.
 */
export function suggest(misspelt: string, candidates: Iterable<string>, limit = 3): string[] {
  // Nobody misspells a word into a page of text, and to compare one takes time and memory.
  if (misspelt.length > longestWord) return [];
  const word = misspelt.toLowerCase();
  // Up to a third of the word may be wrong; a word that merely shares a beginning is worth naming too.
  const tolerance = Math.max(2, Math.floor(word.length / 3));
  return [...candidates]
    .map((candidate) => ({ candidate, distance: distanceTo(word, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= tolerance)
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate, "en"))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Fewest insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
function distanceTo(from: string, to: string): number {
  const rows: number[][] = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        best = Math.min(best, at(row - 2, column - 2) + 1);
      }
      line[column] = best;
    }
  }
  return at(from.length, to.length);
}
