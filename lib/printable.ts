/**
 * Characters that no message may pass on from a file or an argument: control characters, which can move the cursor of a
 * terminal or clear it, marks that turn the direction of writing, what has no width, and halves of pairs. Line ends stay.
 */
const unprintable =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]/gu;

/** Text that can be shown on any terminal: what cannot is written as \u001b. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/**
 * Text of at most about that many characters: of a longer one the middle is left out, for a sentence says at its end what is
 * wrong with the value at its beginning.
 */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.ceil((most * 2) / 3);
  const tail = most - head;
  const left = text.length - most;
  return `${text.slice(0, head)}… ${left} more characters …${text.slice(text.length - tail)}`;
}

/** A value as a message shows it: short, and without what is inside of a section or a list, which may be meant for nobody. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "An empty list" : "A list";
  if (typeof value === "object" && value !== null) {
    const keys = Object.keys(value);
    return keys.length === 0 ? "An empty section" : `A section (${shortened(keys.join(", "), 120)})`;
  }
  const text: string | undefined =
    typeof value === "number" && !Number.isFinite(value) ? String(value) : JSON.stringify(value);
  // JSON has no word for what is undefined.
  return shortened(text ?? "nothing", 120);
}
