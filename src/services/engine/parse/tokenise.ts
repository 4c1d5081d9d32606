// Splits a line into words as people type them in a chat: quotes keep words together, an apostrophe is no quote, and what
// phones make of quotes and dashes is understood.
import { Problem } from '../../../core/problem.js';
import { withoutUnseen } from './clean.js';

/** More than anybody types; Slack itself allows about as much. */
export const longestText = 3_000;

export interface Token {
  text: string;
  /** Opened with a quote: a value, whatever it looks like. */
  quoted: boolean;
}

/** What closes each quote. Keyboards mix them: a curly one may be closed by a straight one, never the other way round. */
const closers: Record<string, string> = {
  '"': '"',
  '“': '”"',
  '”': '”"',
  '„': '“”"',
  '«': '»',
  '»': '«',
  "'": "'",
  '‘': "’'",
  '’': "’'",
};
const singles = "'‘’";
const escapable = /["“”„«»'‘’\\\s]/;

/**
 * The words of a line. `"…"` and its curly relatives keep spaces, a backslash takes the meaning from a quote, a space or a
 * backslash, and a long dash before a letter is `--`.
 * @throws Problem invalid_input when a quote is not closed or the text is longer than `longestText`
 */
export function tokenise(line: string): Token[] {
  if (line.length > longestText)
    throw new Problem(
      'invalid_input',
      `That is ${line.length} characters; at most ${longestText} can be read.`,
      'Say it shorter, or use the form.',
    );
  const text = withoutUnseen(line);
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const { token, end } = readWord(text, at);
    tokens.push(token);
    at = end;
  }
  return tokens;
}

function readWord(text: string, start: number): { token: Token; end: number } {
  const quoted = text.charAt(start) in closers;
  let word = '';
  let at = start;
  while (at < text.length && !/\s/.test(text.charAt(at))) {
    const character = text.charAt(at);
    if (character === '\\' && escapable.test(text.charAt(at + 1))) {
      word += text.charAt(at + 1);
      at += 2;
    } else if (opensQuote(character, text.slice(start, at))) {
      const { inner, end } = readQuoted(text, at);
      word += inner;
      at = end;
    } else {
      word += character;
      at += 1;
    }
  }
  return { token: { text: quoted ? word : withPlainDashes(word), quoted }, end: at };
}

/** Double quotes open anywhere; single ones only where a value begins, since elsewhere they are apostrophes. */
function opensQuote(character: string, before: string): boolean {
  if (!(character in closers)) return false;
  return !singles.includes(character) || before === '' || /^(--|[–—])[^=]*=$/.test(before);
}

function readQuoted(text: string, start: number): { inner: string; end: number } {
  const opener = text.charAt(start);
  const closing = closers[opener] ?? opener;
  const single = singles.includes(opener);
  let inner = '';
  let at = start + 1;
  while (at < text.length) {
    const character = text.charAt(at);
    const next = text.charAt(at + 1);
    if (character === '\\' && (closing.includes(next) || next === '\\') && next !== '') {
      inner += next;
      at += 2;
    } else if (closing.includes(character) && !(single && /\S/.test(next))) {
      return { inner, end: at + 1 };
    } else {
      inner += character;
      at += 1;
    }
  }
  throw new Problem(
    'invalid_input',
    `A quote is opened and never closed: ${text.slice(start, start + 40)}`,
    'Close it with the same kind of quote, or put a backslash before it.',
  );
}

function withPlainDashes(word: string): string {
  return word.replace(/^[–—]-?(?=\p{L})/u, '--');
}

/** A word as it must be typed for `tokenise` to read it back as this one word. */
export function quoteWord(word: string): string {
  return /^[\w.:@/+,%-]+$/.test(word) && !word.startsWith('--')
    ? word
    : `"${word.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
