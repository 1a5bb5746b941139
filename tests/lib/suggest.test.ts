import { expect } from "chai";
import fc from "fast-check";
import { suggest } from "../../lib/suggest.ts";

const letters = "abcdefghijklmnopqrstuvwxyz";
/** Words of six different letters, which no single edit turns into one another by two ways. */
const words = fc.shuffledSubarray([...letters], { minLength: 6, maxLength: 6 }).map((list) => list.join(""));

type Edit = (word: string, index: number) => string;
const edits: Readonly<Record<string, Edit>> = {
  "a letter too many": (word, index) => `${word.slice(0, index)}-${word.slice(index)}`,
  "a letter too few": (word, index) => word.slice(0, index) + word.slice(index + 1),
  "a wrong letter": (word, index) => `${word.slice(0, index)}-${word.slice(index + 1)}`,
  "two letters swapped": (word, index) =>
    word.slice(0, index) + (word[index + 1] ?? "") + (word[index] ?? "") + word.slice(index + 2),
};

describe("suggestions for a misspelt word", () => {
  for (const [what, edit] of Object.entries(edits)) {
    it(`put ${what} before two wrong letters, wherever it is`, () => {
      fc.assert(
        fc.property(words, fc.nat({ max: 4 }), (word, index) => {
          const misspelt = edit(word, index);
          // A candidate that is two replacements away, first in the alphabet.
          const further = `!!${misspelt.slice(2)}`;
          expect(suggest(misspelt, [further, word])).to.deep.equal([word, further]);
        }),
      );
    });
  }

  it("count each insertion, deletion, replacement and swap once, and put equals in alphabetical order", () => {
    const kitten = ["sittin", "kitchen", "kittens", "mitten", "ikttne"];
    expect(suggest("kitten", kitten, 9)).to.deep.equal(["kittens", "mitten", "ikttne", "kitchen", "sittin"]);
  });

  it("take up to a third of the word for wrong, and two letters of a short one", () => {
    expect(suggest("abc", ["a", "abcde", "abcdef"], 9)).to.deep.equal(["a", "abcde"]);
    expect(suggest("abcdefghi", ["abcdef", "abcde"], 9)).to.deep.equal(["abcdef"]);
  });

  it("do not mind the case, and give names as they are written", () => {
    expect(suggest("EASTUs", ["eastUS"])).to.deep.equal(["eastUS"]);
  });

  it("are three at the most where no number is asked for", () => {
    const candidates = ["ab1", "ab2", "ab3", "ab4"];
    expect(suggest("abc", candidates)).to.deep.equal(["ab1", "ab2", "ab3"]);
    expect(suggest("abc", candidates, 1)).to.deep.equal(["ab1"]);
  });

  it("are none for a page of text", () => {
    const long = "x".repeat(100);
    expect(suggest(long, [long])).to.deep.equal([long]);
    expect(suggest(`${long}x`, [`${long}x`])).to.deep.equal([]);
  });
});
