// One line of Prometheus' text format 0.0.4 (OpenMetrics' too, as far as samples go). Each pattern starts where the last one
// ended and takes time in proportion to the line.
import type { Sample } from './scrape.js';

const name = /([a-zA-Z_:][a-zA-Z0-9_:]*)([ \t]*)/y;
const label = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"([^"\\]*(?:\\[^][^"\\]*)*)"[ \t]*/y;
/** The value, perhaps a time, perhaps an example of OpenMetrics. */
const rest = /[ \t]*([^ \t]+)(?:[ \t]+-?\d+(?:\.\d+)?)?[ \t]*(?:#[^]*)?$/y;
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const escapes: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/**
 * @param line without its end
 * @returns null for a line that says nothing (empty, comment, HELP, TYPE, EOF), `malformed` for what is none of the format's
 */
export function parseLine(line: string): Sample | null | 'malformed' {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return null;
  const named = match(name, text, 0);
  const [found = '', metric = '', gap] = named ?? [];
  if (!named) return 'malformed';
  const hasLabels = text[found.length] === '{';
  if (!hasLabels && gap === '') return 'malformed';
  const labelled = hasLabels
    ? labelsFrom(text, found.length + 1)
    : { labels: {}, end: found.length };
  const said = labelled && match(rest, text, labelled.end)?.[1];
  const value = said ? valueOf(said) : null;
  if (!labelled || value === null) return 'malformed';
  return { name: metric, labels: labelled.labels, value };
}

function labelsFrom(
  text: string,
  start: number,
): { labels: Record<string, string>; end: number } | null {
  const pairs = new Map<string, string>();
  let at = start;
  for (;;) {
    const found = match(label, text, at);
    const [whole = '', key = '', raw = ''] = found ?? [];
    if (found) {
      if (pairs.has(key)) return null;
      pairs.set(key, raw.includes('\\') ? unescaped(raw) : raw);
      at += whole.length;
    } else {
      while (text[at] === ' ' || text[at] === '\t') at += 1;
    }
    const next = text[at];
    if (next === '}') return { labels: Object.fromEntries(pairs), end: at + 1 };
    if (next !== ',' || !found) return null;
    at += 1;
  }
}

/** A backslash before anything else stands for itself. */
function unescaped(raw: string): string {
  return raw.replace(/\\([^])/g, (whole, letter: string) => escapes[letter] ?? whole);
}

function valueOf(said: string): number | null {
  if (number.test(said)) return Number(said);
  const word = said.toLowerCase();
  if (word === 'nan') return Number.NaN;
  if (/^\+?inf(?:inity)?$/.test(word)) return Number.POSITIVE_INFINITY;
  return /^-inf(?:inity)?$/.test(word) ? Number.NEGATIVE_INFINITY : null;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}
