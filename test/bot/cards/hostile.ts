// Strings that somebody might put in a page title, an error or a reason to make the bot do or show what it should not.
import * as fc from 'fast-check';

const fragments = [
  '<!channel>',
  '<!here|all>',
  '<@U0EVIL>',
  '<#C0OPS|general>',
  '<https://evil.example|Approve>',
  'https://evil.example',
  '*bold* _it_ ~no~ `code`',
  '```',
  '\n```\n*out*',
  '> quote',
  ':large_green_circle:',
  '&lt;!channel&gt;',
  '&',
  '\u202Eevil\u202C',
  '\u200B\u2066\u00AD',
  '\u0000\u0007\u001B[31m',
  '\uD83D',
  '😀',
  '👩‍👩‍👧',
  '\r\n\t',
  ' ',
  '',
  'a',
  'main.silver.projects',
];

/** Mostly fragments, sometimes anything, sometimes very long. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(fc.constantFrom(...fragments), { maxLength: 6 }).map((all) => all.join('')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...fragments), fc.integer({ min: 0, max: 3_000 }))
      .map(([fragment, times]) => fragment.repeat(times).slice(0, 3_000)),
  },
);
