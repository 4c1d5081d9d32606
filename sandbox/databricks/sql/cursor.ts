// A place in a list of tokens, with the few moves a hand-written parser needs.
import { parseError } from '../errors.js';
import type { Token } from './tokenizer.js';

export class Cursor {
  readonly tokens: readonly Token[];
  index = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get done(): boolean {
    return this.index >= this.tokens.length;
  }

  peek(ahead = 0): Token | undefined {
    return this.tokens[this.index + ahead];
  }

  next(): Token {
    const token = this.peek();
    if (token === undefined) throw parseError('');
    this.index += 1;
    return token;
  }

  /** Whether the next tokens are these words or symbols, in upper case. */
  at(...texts: readonly string[]): boolean {
    return texts.every((text, i) => isText(this.peek(i), text));
  }

  /** Steps over these words or symbols if they come next. */
  take(...texts: readonly string[]): boolean {
    if (!this.at(...texts)) return false;
    this.index += texts.length;
    return true;
  }

  expect(...texts: readonly string[]): void {
    for (const text of texts) if (!this.take(text)) throw this.error();
  }

  expectEnd(): void {
    if (!this.done) throw this.error();
  }

  /** The tokens not read yet; the cursor moves to the end. */
  rest(): Token[] {
    const rest = this.tokens.slice(this.index);
    this.index = this.tokens.length;
    return rest;
  }

  /** What stands between this '(' and its ')'; the cursor moves behind the ')'. */
  parenthesised(): Token[] {
    this.expect('(');
    const start = this.index;
    for (let depth = 1; depth > 0;) {
      const token = this.next();
      if (isText(token, '(')) depth += 1;
      else if (isText(token, ')')) depth -= 1;
    }
    return this.tokens.slice(start, this.index - 1);
  }

  error(hint?: string) {
    return parseError(this.peek()?.text ?? '', hint);
  }
}

/** Whether the token is this keyword or symbol. Quoted identifiers and strings never are. */
export const isText = (token: Token | undefined, text: string): boolean =>
  token !== undefined &&
  (token.kind === 'symbol'
    ? token.text === text
    : token.kind === 'word' && token.text.toUpperCase() === text);

/** Splits at the commas that stand outside brackets. */
export function splitArguments(tokens: readonly Token[]): Token[][] {
  if (tokens.length === 0) return [];
  const parts: Token[][] = [];
  let part: Token[] = [];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'symbol') {
      if ('([{'.includes(token.text)) depth += 1;
      if (')]}'.includes(token.text)) depth -= 1;
      if (token.text === ',' && depth === 0) {
        parts.push(part);
        part = [];
        continue;
      }
    }
    part.push(token);
  }
  return [...parts, part];
}
