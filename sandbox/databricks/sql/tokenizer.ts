// Splits Spark SQL into tokens, so that nothing later has to guess whether a word stands in a string,
// a comment or between backticks.
import { parseError, SqlError } from '../errors.js';

export type TokenKind =
  'word' | 'quoted' | 'string' | 'number' | 'param' | 'mark' | 'literal' | 'symbol';

export interface Token {
  readonly kind: TokenKind;
  /** The meaning: an identifier without backticks, a string without quotes, SQL for a literal. */
  readonly text: string;
  readonly position: number;
  /** Whether white space or the start of the text stood before it. */
  readonly spaced: boolean;
}

const symbols = ['<=>', '<>', '!=', '<=', '>=', '==', '||', '::', '->', '=>'];
const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  '0': '\0',
  Z: '\u001A',
};

/** Spark reads backslash escapes in strings, and a doubled quote as one. */
function readString(sql: string, start: number, raw: boolean): { text: string; end: number } {
  const quote = sql.charAt(start);
  let text = '';
  let i = start + 1;
  while (i < sql.length) {
    const c = sql.charAt(i);
    if (c === quote) {
      if (sql.charAt(i + 1) !== quote || raw) return { text, end: i + 1 };
      text += quote;
      i += 2;
    } else if (c === '\\' && !raw) {
      const next = sql.charAt(i + 1);
      // LIKE needs these two kept with their backslash.
      text += next === '%' || next === '_' ? `\\${next}` : (escapes[next] ?? next);
      i += 2;
    } else {
      text += c;
      i += 1;
    }
  }
  throw parseError(sql.slice(start, start + 20), 'The string is not closed.');
}

function readBackticks(sql: string, start: number): { text: string; end: number } {
  let text = '';
  let i = start + 1;
  while (i < sql.length) {
    if (sql.charAt(i) === '`') {
      if (sql.charAt(i + 1) !== '`') {
        if (text === '') throw parseError('``');
        return { text, end: i + 1 };
      }
      i += 1;
    }
    text += sql.charAt(i);
    i += 1;
  }
  throw parseError(sql.slice(start, start + 20), 'The identifier is not closed.');
}

/** Where the comment that starts at `start` ends; bracketed comments nest. */
function skipComment(sql: string, start: number): number {
  if (sql.startsWith('--', start)) {
    const end = sql.indexOf('\n', start);
    return end === -1 ? sql.length : end + 1;
  }
  let depth = 0;
  for (let i = start; i < sql.length; i += 1) {
    if (sql.startsWith('/*', i)) {
      depth += 1;
      i += 1;
    } else if (sql.startsWith('*/', i)) {
      depth -= 1;
      i += 1;
      if (depth === 0) return i + 1;
    }
  }
  throw new SqlError(
    'UNCLOSED_BRACKETED_COMMENT',
    '42601',
    'Found an unclosed bracketed comment. Please, append */ at the end of the comment.',
  );
}

const wordPattern = /[A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*/y;
const numberPattern = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?:BD|[LSYDF])?/iy;

const matchAt = (pattern: RegExp, sql: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(sql)?.[0];
};

/** The tokens of one text, comments left out. Throws PARSE_SYNTAX_ERROR for what can't be read. */
export function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let i = 0;
  let spaced = true;
  const add = (kind: TokenKind, text: string, end: number) => {
    tokens.push({ kind, text, position: i, spaced });
    i = end;
    spaced = false;
  };
  while (i < sql.length) {
    const c = sql.charAt(i);
    if (/\s/.test(c)) {
      i += 1;
      spaced = true;
    } else if (sql.startsWith('--', i) || sql.startsWith('/*', i)) {
      i = skipComment(sql, i);
      spaced = true;
    } else if (c === "'" || c === '"') {
      const { text, end } = readString(sql, i, false);
      add('string', text, end);
    } else if (/^r['"]/i.test(sql.slice(i, i + 2))) {
      const { text, end } = readString(sql, i + 1, true);
      add('string', text, end);
    } else if (c === '`') {
      const { text, end } = readBackticks(sql, i);
      add('quoted', text, end);
    } else {
      const number = /[\d.]/.test(c) ? matchAt(numberPattern, sql, i) : undefined;
      const word = matchAt(wordPattern, sql, i);
      const symbol = symbols.find((s) => sql.startsWith(s, i));
      const parameter = c === ':' ? matchAt(wordPattern, sql, i + 1) : undefined;
      if (number !== undefined) {
        add('number', number.replace(/(?:BD|[LSYDF])$/i, ''), i + number.length);
      } else if (word !== undefined) add('word', word, i + word.length);
      else if (symbol !== undefined) add('symbol', symbol, i + symbol.length);
      else if (parameter !== undefined) add('param', parameter, i + 1 + parameter.length);
      else if (c === '?') add('mark', c, i + 1);
      else if (/[-+*/%&|^~!<>=(),.;:@[\]{}]/.test(c)) add('symbol', c, i + 1);
      else throw parseError(c);
    }
  }
  return tokens;
}
