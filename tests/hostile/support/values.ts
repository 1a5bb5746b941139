import fc from "fast-check";

/** Names that mean something to JavaScript, and to nobody who writes a stack file. */
export const trickyKeys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "hasOwnProperty",
  "secure",
  "",
];

const trickyTexts = [
  "",
  " ",
  "\n",
  "\u0000",
  "\u001b[2J\u001b[31mred",
  "\u202Egnp.exe",
  "\uFEFFeastus",
  "\ud83d\ude80",
  "\ud800",
  "é".normalize("NFD"),
  "__proto__",
  "constructor",
  "../../etc/passwd",
  "$(touch /tmp/owned)",
  "`id`",
  "${jndi:ldap://example.com}",
  "{{ .Values.secret }}",
  "%s%n",
  "' OR 1=1 --",
  "<script>alert(1)</script>",
  "-1",
  "1e999",
  "0x10",
  "010",
  "1.30",
  "null",
  "yes",
  "~",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "256.0.0.1/8",
  "0.0.0.0/0",
  "::/0",
  "10.0.0.0/8/8",
  "a".repeat(256),
  "a".repeat(100_000),
  "(".repeat(5_000),
  "a.".repeat(5_000),
  "/".repeat(5_000),
  "*".repeat(200),
  "EastUS",
  "East US",
  "/subscriptions/x/resourceGroups/y",
  "00000000-0000-0000-0000-000000000000",
  "https://",
  "http://[::1",
  "file:///etc/passwd",
];

/** Texts that break readers: control characters, other scripts, what shells, templates and databases take for orders, length. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...trickyTexts) },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  fc.string({ maxLength: 40 }),
);

const hostileNumber = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 0.5, 1e308, 2 ** 31, 2 ** 53, -(2 ** 53), 1e-7, NaN, Infinity, -Infinity),
  fc.integer(),
  fc.double(),
);

const nested = (depth: number): unknown =>
  Array.from({ length: depth }).reduce<unknown>((inner) => [inner], "deep");

const hostileScalar: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  hostileNumber,
  fc.boolean(),
  fc.constant(null),
);

const hostileKey = fc.oneof(fc.constantFrom(...trickyKeys), hostileText);

/** Objects in which even `__proto__` is a key of its own, as YAML and JSON make them. */
export function ownKeys(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  for (const [key, value] of entries)
    Object.defineProperty(made, key, { value, enumerable: true, configurable: true, writable: true });
  return made;
}

/** Any value that YAML can write: scalars, lists, maps with odd keys, deep and wide ones. */
export const hostileValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 6, arbitrary: hostileScalar },
    { weight: 1, arbitrary: fc.constantFrom<unknown>([], {}, [[]], [null], [{}], nested(200)) },
    { weight: 1, arbitrary: fc.constant(Array.from({ length: 3_000 }, (_, index) => index)) },
    { weight: 2, arbitrary: fc.array(tie("value"), { maxLength: 4 }) },
    { weight: 2, arbitrary: fc.array(fc.tuple(hostileKey, tie("value")), { maxLength: 4 }).map(ownKeys) },
  ),
})).value;
