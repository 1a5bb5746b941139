/** What YAML can do beyond maps, lists and scalars, and what files can hold beyond YAML. */
export interface Trick {
  readonly text: string | Uint8Array;
  /** What the refusal has to say; left out for what has to be taken. */
  readonly says?: RegExp;
}

/** Nine levels of nine references each: 9^9 values out of 500 characters. */
function bomb(): string {
  const names = [..."abcdefghi"];
  const lines = names.map((name, index) => {
    const before = names[index - 1];
    const items = Array.from({ length: 9 }, () => (before === undefined ? "x" : `*${before}`));
    return `    ${name}: &${name} [${items.join(", ")}]`;
  });
  return `config:\n  bulkhead:tags:\n${lines.join("\n")}\n`;
}

const located = "config:\n  bulkhead:location: ";

/** A global stack's file, by what is odd about it. */
export const yamlTricks: Readonly<Record<string, Trick>> = {
  "references that multiply": { text: bomb(), says: /multiply/ },
  "a reference to itself": { text: "config: &a\n  bulkhead:tags: *a\n", says: /contains itself/ },
  "a reference to nothing": { text: `${located}*nope\n`, says: /'\*nope' refers to what is not there/ },
  "a reference": { text: "config:\n  bulkhead:location: &home eastus\n  bulkhead:tags: { home: *home }\n" },
  "a merge key": {
    text: "config:\n  <<: { bulkhead:location: eastus }\n",
    says: /<<: The key has no namespace/,
  },
  "a key twice": { text: `${located}eastus\n  bulkhead:location: westus\n`, says: /line 3: .*second time/ },
  "a key twice, once in quotes": {
    text: `${located}eastus\n  bulkhead:tags: { a: x, "a": z }\n`,
    says: /line 3: The key 'a' stands here a second time/,
  },
  "the prototype as a key": {
    text: "config:\n  bulkhead:__proto__: { location: eastus }\n",
    says: /__proto__/,
  },
  "the prototype as a key deep inside": {
    text: `${located}eastus\n  bulkhead:tags: { __proto__: { a: b } }\n`,
    says: /'__proto__' cannot be a key/,
  },
  "a binary value": { text: `${located}!!binary ZWFzdHVz\n`, says: /line 2: .*without tags/ },
  "a tag of an application": { text: `${located}!Ref eastus\n`, says: /line 2: .*without tags/ },
  "a tag of a language": { text: `${located}!!js/function 'function(){}'\n`, says: /without tags/ },
  "a set": { text: `${located}eastus\n  bulkhead:tags: !!set { a, b }\n`, says: /line 3: .*without tags/ },
  "a directive": { text: `%FOO bar\n---\n${located}eastus\n`, says: /line 1: .*directives/ },
  "another YAML": { text: `%YAML 1.1\n---\n${located}yes\n`, says: /YAML 1\.1/ },
  "a list as a key": { text: "config:\n  ? [a]\n  : b\n", says: /line 2: A key has to be a text/ },
  "no key": { text: "config:\n  : b\n", says: /The key has no namespace/ },
  "two documents": { text: `${located}eastus\n---\n${located}westus\n`, says: /line 3: A second document/ },
  "a tab": { text: "config:\n\tbulkhead:location: eastus\n", says: /line 2: .*[Tt]abs/ },
  "no number": { text: `${located}.nan\n`, says: /NaN is no number/ },
  "a byte order mark": { text: `\uFEFF${located}eastus\n` },
  "carriage returns": { text: `${located}eastus\n`.replaceAll("\n", "\r\n") },
  "UTF-16": { text: Buffer.from(`\uFEFF${located}eastus\n`, "utf16le"), says: /no UTF-8/ },
  "broken UTF-8": { text: Uint8Array.from([0x63, 0x3a, 0x20, 0xff, 0xfe, 0x80]), says: /no UTF-8/ },
  "a control character": { text: `${located}east\u0000us\n`, says: /Line 2 has the control character/ },
  "an order to the terminal": { text: `${located}"\\e[2Jeastus"\n`, says: /\\u001b\[2J/ },
  "a text that turns around": { text: `${located}"\u202Esutsae"\n`, says: /\\u202e/ },
  "an executable": { text: Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), says: /control character/ },
  nothing: { text: "", says: /location: It is missing/ },
  "white space": { text: " \n\n", says: /location: It is missing/ },
  "a text": { text: "hello", says: /A stack file is a list of keys/ },
  "a list": { text: "- config", says: /A stack file is a list of keys/ },
  "a switch instead of keys": { text: "config: false\n", says: /config: It has no keys/ },
  "deep brackets": { text: `${located}${"[".repeat(20_000)}${"]".repeat(20_000)}\n`, says: /too deep/ },
  "deep lists": { text: `config:\n  bulkhead:tags:\n    ${"- ".repeat(5_000)}a\n`, says: /too deep/ },
  "deep maps": { text: `${located}${"{a: ".repeat(150)}b${"}".repeat(150)}\n`, says: /too deep/ },
  "twenty thousand keys": {
    text: `config:\n${Array.from({ length: 20_000 }, (_, index) => `  bulkhead:k${index}: 1`).join("\n")}\n`,
    says: /There is no such key/,
  },
  "two million characters": { text: `${located}${"x".repeat(2_000_000)}\n`, says: /1048576 are the most/ },
};
