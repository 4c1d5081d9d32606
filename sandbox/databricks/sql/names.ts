// Names of tables: their grammar in statements, and time travel behind them.
import { parseError } from '../errors.js';
import { timestampInvalid, travelTimestampInvalid } from '../delta/delta-errors.js';
import { isText, type Cursor } from './cursor.js';

/** Which version of a table is meant. A timestamp is in milliseconds. */
export type Travel =
  { readonly version: number } | { readonly timestamp: number; readonly text: string };

/** Reads `a`, `a.b` or `a.b.c`; `IDENTIFIER('a.b.c')` too where the statement's grammar has it. */
export function parseName(cursor: Cursor, options: { identifierClause?: boolean } = {}): string[] {
  if (options.identifierClause === true && cursor.at('IDENTIFIER', '(')) {
    cursor.next();
    const inside = cursor.parenthesised();
    const [token] = inside;
    if (token === undefined || inside.length > 1) throw cursor.error();
    const name = token.kind === 'string' ? token.text : /^'(.*)'$/s.exec(token.text)?.[1];
    if (name === undefined) throw parseError(token.text);
    return name.split('.').map((part) => part.replaceAll('`', ''));
  }
  if (cursor.at('IDENTIFIER', '(')) throw cursor.error();
  const parts: string[] = [];
  do {
    const token = cursor.next();
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      cursor.index -= 1;
      throw cursor.error();
    }
    parts.push(token.text);
  } while (cursor.take('.'));
  if (parts.length > 3) throw parseError(parts.join('.'));
  return parts;
}

/** Milliseconds of `2024-01-15`, `2024-01-15 10:00:00` or ISO 8601; without a zone it is UTC. */
export function parseTimestamp(text: string): number | undefined {
  const match =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
      text.trim(),
    );
  if (match === null) return undefined;
  const fraction = (match[2] ?? '00:00').replace(/(\.\d{3})\d+$/, '$1');
  const millis = Date.parse(`${match[1] ?? ''}T${fraction}${match[3] ?? 'Z'}`);
  return Number.isNaN(millis) ? undefined : millis;
}

function parseVersion(cursor: Cursor): number {
  const token = cursor.next();
  // Delta's grammar takes a literal here, no parameter and no expression.
  if ((token.kind !== 'number' && token.kind !== 'string') || !/^\d+$/.test(token.text)) {
    throw parseError(token.text);
  }
  return Number(token.text);
}

function parseMoment(cursor: Cursor, parameters: boolean): Travel {
  cursor.take('TIMESTAMP');
  const token = cursor.next();
  const literal =
    token.kind === 'literal' && parameters ? /'(.*?)'/s.exec(token.text)?.[1] : undefined;
  const text = token.kind === 'string' ? token.text : literal;
  if (text === undefined) throw parseError(token.text);
  const timestamp = parseTimestamp(text);
  if (timestamp === undefined)
    throw parameters ? travelTimestampInvalid(text) : timestampInvalid(`'${text}'`);
  return { timestamp, text };
}

/** `[FOR] VERSION AS OF n`, `[FOR] TIMESTAMP AS OF '…'`, or nothing. */
export function parseTravel(cursor: Cursor, options: { parameters: boolean }): Travel | undefined {
  const start = cursor.index;
  cursor.take('FOR');
  if (cursor.take('VERSION', 'AS', 'OF') || cursor.take('SYSTEM_VERSION', 'AS', 'OF')) {
    return { version: parseVersion(cursor) };
  }
  if (cursor.take('TIMESTAMP', 'AS', 'OF') || cursor.take('SYSTEM_TIME', 'AS', 'OF')) {
    return parseMoment(cursor, options.parameters);
  }
  cursor.index = start;
  return undefined;
}

/** `@v12` or `@20240115100000000`, written without a space after the name. */
export function parseAtTravel(cursor: Cursor): Travel | undefined {
  if (!isText(cursor.peek(), '@') || cursor.peek()?.spaced === true) return undefined;
  cursor.next();
  const token = cursor.next();
  const version = /^v(\d+)$/i.exec(token.text)?.[1];
  if (version !== undefined) return { version: Number(version) };
  const moment = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{3})$/.exec(token.text);
  if (moment === null) throw parseError(`@${token.text}`);
  const [, y, mo, d, h, mi, s, ms] = moment;
  const text = `${y}-${mo}-${d} ${h}:${mi}:${s}.${ms}`;
  return { timestamp: Date.parse(`${text.replace(' ', 'T')}Z`), text };
}
