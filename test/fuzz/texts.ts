// Texts and values that somebody might send on purpose: pieces that mean something somewhere, put together anyhow; texts that
// were right and had a few characters changed; and JSON with keys that mean something to JavaScript.
import * as fc from 'fast-check';

const pieces = [
  '"',
  "'",
  '“',
  '”',
  '«',
  '`',
  '```',
  '\\',
  '--',
  '—',
  '=',
  ',',
  ';',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '',
  '|',
  '<!channel>',
  '<!here|all>',
  '<@U0EVIL>',
  '<#C0OPS|x>',
  '<https://evil.example|Approve>',
  '<',
  '>',
  '&lt;',
  '&amp;',
  '*bold*',
  '_it_',
  '~no~',
  '> quote',
  ':large_green_circle:',
  ':100:',
  '*',
  '_',
  '~',
  ':',
  '\u202E',
  '\u200B',
  '\u2066',
  '\u00AD',
  '\uFEFF',
  '\u2028',
  '\u0000',
  '\u001B[31m',
  '\uD83D',
  '\uDE00',
  '😀',
  '👩‍👩‍👧',
  'İ',
  'ſ',
  'K',
  '٣',
  '１',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e999',
  '9'.repeat(30),
  '0x10',
  "'; DROP TABLE x; --",
  '/*',
  '*/',
  '${x}',
  '{{x}}',
  '%00',
  '%',
  '../',
  '..%2f',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'main.silver.projects',
  'R-7K2QMF',
  'I-0H4ZTC',
  '2026-01-31T02:00:00Z',
  '30m',
  '2d',
  '*/5 * * * *',
  'Europe/Berlin',
  'a',
  'Z',
  '0',
  '1',
  'https://a.example/x?y=z#w',
  '0123456789abcdef0123456789abcdef',
  'system=obera',
  'true',
  'no',
  '$where',
  '(a+)+$',
  '[',
  '{',
  '}',
  ']',
  '(',
  ')',
];

/** Mostly pieces, sometimes anything, sometimes one piece very often. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 6 })), { maxLength: 8 })
      .map((all) => all.join('')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 30 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...pieces), fc.integer({ min: 2, max: 2_000 }))
      .map(([piece, times]) => piece.repeat(times).slice(0, 4_000)),
  },
);

/** One of these texts with a few places cut out, doubled, exchanged or overwritten. */
export function mutated(texts: readonly string[]): fc.Arbitrary<string> {
  const change = fc.tuple(
    fc.constantFrom('cut', 'double', 'insert', 'flip', 'end'),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.integer({ min: 1, max: 12 }),
    fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 3 })),
  );
  return fc
    .tuple(fc.constantFrom(...texts), fc.array(change, { maxLength: 4 }))
    .map(([text, changes]) =>
      changes.reduce((now, [kind, where, length, piece]) => {
        const at = Math.floor(where * now.length);
        switch (kind) {
          case 'cut':
            return now.slice(0, at) + now.slice(at + length);
          case 'double':
            return now.slice(0, at + length) + now.slice(at);
          case 'insert':
            return now.slice(0, at) + piece + now.slice(at);
          case 'flip':
            return `${now.slice(0, at)}${String.fromCharCode(now.charCodeAt(at) ^ (1 << (length % 7)))}${now.slice(at + 1)}`;
          case 'end':
            return now.slice(0, at);
        }
      }, text),
    );
}

/** Names of fields that mean something to JavaScript. */
const badKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'length', '', '$gt', 'a.b'];
const badLeaves: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  1e308,
  Number.MAX_SAFE_INTEGER + 2,
  0.1,
  '',
  [],
  {},
  '\u0000',
  '\uD800',
  'x'.repeat(20_000),
];

/** JSON text: a sample with a few of its values exchanged, taken out or put in under odd names. */
export function mutatedJson(
  samples: readonly unknown[],
  names: readonly string[],
): fc.Arbitrary<string> {
  const leaf = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...badLeaves) },
    { weight: 2, arbitrary: hostileText },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  );
  const change = fc.tuple(
    fc.constantFrom('set', 'remove', 'add'),
    fc.nat(),
    fc.constantFrom(...names, ...badKeys),
    leaf,
  );
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 4 }))
    .map(([sample, changes]) => {
      const root = { root: structuredClone(sample) };
      for (const [kind, nth, name, value] of changes) {
        const places = placesIn(root);
        const place = places[nth % places.length];
        if (!place) continue;
        if (kind === 'set') define(place.holder, place.key, value);
        else if (kind === 'remove') Reflect.deleteProperty(place.holder, place.key);
        else define(place.holder, name, value);
      }
      return JSON.stringify(root.root) ?? '';
    });
}

/** As an own property, whatever its name: that is what JSON.parse makes of `__proto__`. */
function define(holder: object, key: string, value: unknown): void {
  if (Array.isArray(holder) && key === 'length') return;
  Object.defineProperty(holder, key, {
    value: structuredClone(value),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

function placesIn(value: unknown): { holder: object; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    { holder: value, key },
    ...placesIn(inner),
  ]);
}
