// Texts from senders of alerts as the store can hold them: no secrets, no NUL, no half characters, and not longer than a card or
// a record bears. They stay what was sent otherwise: making them harmless to look at is the cards' job.
import { z } from 'zod';
import { hashJson } from '../../core/json.js';
import { redact } from '../redact.js';

const limits = {
  labels: { entries: 64, chars: 1_000 },
  annotations: { entries: 20, chars: 5_000 },
};
const longestName = 200;
const longestKey = 1_000;
const longestLink = 2_000;

/** Labels that routes and cards go by: they stay when there are too many. */
const first = ['alertname', 'severity', 'system', 'component', 'service', 'job', 'instance'];

/** Names and texts as a sender gives them; what is no text becomes one. */
export const givenTexts = z.record(
  z.string(),
  z
    .union([z.string(), z.number(), z.boolean(), z.null()], { error: 'must be a text' })
    .transform((value) => (value === null ? '' : String(value))),
);
type Texts = Record<string, string>;

/** Without what the store can't hold, cut with an ellipsis after `max` UTF-16 units. */
export function cleaned(text: string, max: number): string {
  // Half a secret would not be known as one.
  const safe = redact(text);
  const cut = safe.length > max ? `${safe.slice(0, max - 1)}…` : safe;
  return cut.replaceAll('\0', '').replaceAll(/\p{Surrogate}/gu, '');
}

export function cleanedLabels(given: Readonly<Texts>): Texts {
  const rank = (name: string) => (first.includes(name) ? 0 : 1);
  const entries = Object.entries(given);
  return cleanedTexts(
    entries.length > limits.labels.entries
      ? entries.toSorted(([a], [b]) => rank(a) - rank(b))
      : entries,
    limits.labels,
  );
}

export function cleanedAnnotations(given: Readonly<Texts>): Texts {
  return cleanedTexts(Object.entries(given), limits.annotations);
}

function cleanedTexts(
  entries: readonly [string, string][],
  { entries: most, chars }: { entries: number; chars: number },
): Texts {
  return Object.fromEntries(
    entries
      .slice(0, most)
      .map(([name, value]) => [cleaned(name, longestName), cleaned(value, chars)]),
  );
}

/** A sender's name for something, which must stay different from every other one: a very long one becomes its hash. */
export function cleanedKey(text: string): string {
  const whole = cleaned(text, Infinity);
  // Two that differ in a secret only are two.
  if (redact(text) !== text)
    return `${whole.slice(0, 100).replace(/\p{Surrogate}$/u, '')}…${hashJson(text)}`;
  return whole.length > longestKey
    ? `${whole.slice(0, 100).replace(/\p{Surrogate}$/u, '')}…${hashJson(whole)}`
    : whole;
}

/** Null for what is no web address. */
export function cleanedLink(text: string | null | undefined): string | null {
  if (typeof text !== 'string' || text.length > longestLink || !URL.canParse(text)) return null;
  const { protocol, href } = new URL(text);
  const safe = redact(href);
  return (protocol === 'https:' || protocol === 'http:') && URL.canParse(safe)
    ? new URL(safe).href
    : null;
}

/** Epoch milliseconds; null for what is missing, no time, or Go's "not set", year 1. */
export function instantOf(text: string | null | undefined): number | null {
  const at = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) || at <= 0 ? null : at;
}
