// The secrets in a piece of text: the bot's own by their value, every known family by its shape, and what is assigned to a
// name such as DB_PASSWORD. (Runbook 5 "Security Monitoring": secret_[a-zA-Z0-9]{43})
import { findSecrets, type FoundSecret } from '../redact.js';

/** A setting of the bot whose value is secret. */
export interface OwnSecret {
  name: string;
  value: string;
}

interface Shape {
  family: string;
  /** What its first group matches does not belong to the secret. */
  pattern: RegExp;
}

/** Beside those of redact.ts, which also has to leave ordinary texts alone: here a doubt is worth a look. */
const shapes: readonly Shape[] = [
  { family: 'Notion token', pattern: /()secret_[a-zA-Z0-9]{43}/g },
  {
    family: 'Azure client secret',
    pattern: /()(?<![\w.~-])[\w.~-]{3}\dQ~[\w.~-]{31,34}(?![\w.~-])/g,
  },
  {
    family: 'AWS key',
    pattern:
      /(aws_secret_access_key["']?[ \t]{0,8}[:=][ \t]{0,8}["']?)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/gi,
  },
];

/** `export DB_PASSWORD=…`, at the beginning of a line. */
const assignment =
  /^([ \t]{0,16}(?:export[ \t]{1,8})?[A-Z][A-Z0-9_]{0,60}(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|PRIVATE_KEY|ACCESS_KEY)[ \t]{0,8}=[ \t]{0,8})\S[^\r\n]{0,500}/gm;

/** Nobody's secret: empty, a reference, or the place of one. */
const placeholder =
  /^["'`]?(?:$|[#$<{%[]|(?:[a-z]{1,12}[_-])?(?:\*{2,}|\.{2,}|x{3,}|…)|your|change|example|replace|insert|process\.env|os\.|(?:todo|dummy|test|none|null|true|false)\b)/i;

/** Shorter ones stand in too many words by chance. */
const shortest = 8;

/** @returns each secret once, by its line (1 for the first) and family; never its text */
export function exposedSecrets(
  text: string,
  own: readonly OwnSecret[],
): { line: number; family: string }[] {
  const found: FoundSecret[] = [];
  // It counts once, whatever else it looks like.
  let rest = text;
  const take = (secrets: readonly FoundSecret[]): void => {
    for (const secret of secrets) found.push(secret);
    rest = without(rest, secrets);
  };
  for (const secret of own) take(standing(rest, secret));
  take(findSecrets(rest));
  for (const shape of shapes) take(shaped(rest, shape));
  take(assigned(rest));
  return withLines(text, found);
}

function standing(text: string, { name, value }: OwnSecret): FoundSecret[] {
  const found: FoundSecret[] = [];
  if (value.length < shortest) return found;
  for (let start = text.indexOf(value); start >= 0;) {
    const end = start + value.length;
    found.push({ family: `value of ${name}`, start, end });
    start = text.indexOf(value, end);
  }
  return found;
}

function shaped(text: string, { family, pattern }: Shape): FoundSecret[] {
  return [...text.matchAll(pattern)].map(({ 0: whole, 1: kept = '', index }) => ({
    family,
    start: index + kept.length,
    end: index + whole.length,
  }));
}

function assigned(text: string): FoundSecret[] {
  return shaped(text, { family: 'assigned secret', pattern: assignment }).filter(
    ({ start, end }) => {
      const value = text.slice(start, end).trim();
      return value.length >= shortest && !placeholder.test(value);
    },
  );
}

/** Spaces in their place, so that every offset stays where it was. */
function without(text: string, secrets: readonly FoundSecret[]): string {
  let at = 0;
  const kept = secrets.map(({ start, end }) => {
    const before = text.slice(at, start);
    at = end;
    return before + ' '.repeat(end - start);
  });
  return kept.join('') + text.slice(at);
}

function withLines(
  text: string,
  found: readonly FoundSecret[],
): { line: number; family: string }[] {
  let line = 1;
  let at = 0;
  return found
    .toSorted((a, b) => a.start - b.start)
    .map(({ start, family }) => {
      for (
        let next = text.indexOf('\n', at);
        next >= 0 && next < start;
        next = text.indexOf('\n', at)
      ) {
        line += 1;
        at = next + 1;
      }
      return { line, family };
    });
}
