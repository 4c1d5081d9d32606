// Secrets of every family between any other texts: none is left in what is logged or shown, a second time changes nothing, and
// ordinary words, names and numbers stay as they are.
import * as fc from 'fast-check';
import { jsonSchema } from '../../src/core/json.js';
import { redact, redactJson, findSecrets } from '../../src/services/redact.js';
import { families, issued, type CanaryFamily } from '../support/canaries.js';
import { fuzzing, must } from './fuzz.js';
import { plan } from './plan.js';
import { hostileText } from './texts.js';

const { fuzz } = fuzzing(plan.redact);

const letters = (chars: string, minLength: number, maxLength = minLength) =>
  fc.string({ unit: fc.constantFrom(...chars.split('')), minLength, maxLength });
const alphanumeric = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Random parts have all kinds of letters, as real ones do. */
const random = (length: number) =>
  letters(alphanumeric, length - 3).map((text) => `a${text.slice(0, 6)}7${text.slice(6)}Q`);
const one = (of: readonly CanaryFamily[]) =>
  fc.oneof(...of.map(({ make }) => random(40).map((text) => make(text))));
const secret = one(families);

const before = fc.constantFrom(
  '',
  ' ',
  '"',
  "'",
  '=',
  ':',
  '(',
  '<',
  '\n',
  '\\n',
  ',',
  'token=',
  '{"a":"',
  '`',
  'é',
  '—',
  '/',
  '?t=',
  '%20',
);
const after = fc.constantFrom(
  '',
  ' ',
  '"',
  "'",
  ')',
  '>',
  '\n',
  '\\n"',
  ';',
  '}',
  '`',
  '<',
  '"}',
  "',",
);

fuzz(
  'no secret is left between texts',
  60_000,
  fc.tuple(hostileText, before, secret, after, hostileText),
  ([first, open, { whole, kept }, close, last]) => {
    const text = `${first} ${open}${whole}${close} ${last}`;
    const shown = redact(text);
    must(!shown.includes(kept), 'it is gone', text.slice(0, 300), shown.slice(0, 300));
    must(redact(shown) === shown, 'a second time changes nothing', text.slice(0, 300));
  },
);

fuzz(
  'no secret is left in JSON, whatever it is the value or the name of',
  30_000,
  fc.tuple(fc.jsonValue({ maxDepth: 2 }), secret, hostileText),
  ([other, { whole, kept }, text]) => {
    const told = { a: [whole, { b: `${text} ${whole}` }], [whole]: other };
    const value = redactJson(jsonSchema.parse(told));
    must(!JSON.stringify(value).includes(kept), 'it is gone', whole, value);
    const quoted = redact(JSON.stringify(JSON.stringify({ line: `one\n${whole}\ttwo`, text })));
    must(!quoted.includes(kept), 'also from JSON in a text', whole);
  },
);

fuzz(
  'where a secret stands is told',
  20_000,
  fc.tuple(before, one(issued), after),
  ([open, { whole, kept }, close]) => {
    const text = `${open}${whole}${close}`;
    const found = findSecrets(text);
    const at = text.indexOf(kept);
    must(
      found.some(({ start, end }) => start <= at && end >= at + kept.length),
      'it is found',
      text,
      found,
    );
  },
);

const word = fc.oneof(
  letters('abcdefghijklmnopqrstuvwxyz', 1, 12),
  letters('abcdefghijklmnopqrstuvwxyz_', 1, 40),
  letters('0123456789', 1, 20),
  letters('0123456789abcdef', 32, 64),
  fc.uuid(),
  fc.constantFrom(
    'main.silver.projects',
    'R-7K2QMF',
    '2026-11-21T09:00:00Z',
    'https://a.example/x?y=1#z',
    'arn:aws:iam::123456789012:role/a',
    '<@U01ABC>',
    'ops@example.org',
    'mongodb://db1:27017/app',
    'redis://cache:6379/0',
    '99.5 %',
    '(see runbook 4)',
  ),
);

fuzz(
  'ordinary words stay',
  40_000,
  fc.array(word, { maxLength: 12 }).map((words) => words.join(' ')),
  (text) => must(redact(text) === text, 'it is the same', text, redact(text)),
);

fuzz('any text is redacted once, and quickly', 10_000, hostileText, (text) => {
  const once = redact(text);
  must(redact(once) === once, 'a second time changes nothing', text);
});
