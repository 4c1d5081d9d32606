// Turns a Spark query into DuckDB's SQL, token by token: tables become the files of one version,
// identifiers, strings, types and functions change their spelling, the rest passes through.
import { notSimulated, unresolvableTableFunction, unresolvedRoutine } from '../errors.js';
import { Cursor, isText, splitArguments } from './cursor.js';
import { bareFunctions, findFunction, type FunctionContext } from './functions.js';
import { clauseWords, fromInside, intervalUnits, keywords, notAnAlias } from './keywords.js';
import { parseAtTravel, parseName, parseTimestamp, parseTravel, type Travel } from './names.js';
import { quoteIdentifier, quoteText } from './quote.js';
import { parseReadFiles, readJsonLines } from './read-files.js';
import { commonTables, namesInFrom } from './scan.js';
import type { Token } from './tokenizer.js';
import { parseType, toDuck, type SparkType } from './types.js';

export interface TranslateContext extends FunctionContext {
  /** DuckDB's SQL for a table at a version, in parentheses or a bare name, and the table's full name. */
  relation(
    name: readonly string[],
    travel: Travel | undefined,
  ): { sql: string; fullName: readonly string[] };
  /** Where the file of a volume is on this machine. */
  file(path: string): string;
}

/** What to cast to, one after the other: only so does DuckDB heed a zone in a text. Its own zone is UTC. */
const castType = (type: SparkType): string[] =>
  type.name === 'timestamp' ? ['TIMESTAMPTZ', 'TIMESTAMP'] : [toDuck(type)];

/** What an open parenthesis, or the whole statement, is about. */
interface Frame {
  fn: string;
  inFrom: boolean;
  relationNext: boolean;
  /** What follows its closing parenthesis. */
  suffix?: string;
}

export class Translator {
  private readonly context: TranslateContext;
  private readonly common: Set<string>;
  private readonly fullNames = new Set<string>();

  constructor(context: TranslateContext, tokens: readonly Token[]) {
    this.context = context;
    this.common = commonTables(tokens);
    for (const name of namesInFrom(tokens)) this.know(name);
  }

  /** Column references may start with this table's full name. */
  know(fullName: readonly string[]): void {
    this.fullNames.add(fullName.join('.').toLowerCase());
  }

  /** `relations` says whether the tokens start where a table's name is expected. */
  translate(tokens: readonly Token[], start: { relations?: boolean } = {}): string {
    const cursor = new Cursor(tokens);
    const out: string[] = [];
    const frames: Frame[] = [
      { fn: '', inFrom: start.relations === true, relationNext: start.relations === true },
    ];
    while (!cursor.done) {
      const frame = frames.at(-1);
      if (frame === undefined) throw cursor.error();
      out.push(this.step(cursor, frame, frames));
    }
    if (frames.length !== 1) throw cursor.error();
    return out.join(' ');
  }

  private step(cursor: Cursor, frame: Frame, frames: Frame[]): string {
    const token = cursor.peek();
    if (token === undefined) throw cursor.error();
    if (frame.relationNext && !isText(token, '(')) {
      frame.relationNext = false;
      if (!isText(token, 'VALUES') && !isText(token, 'LATERAL')) return this.relation(cursor);
    }
    switch (token.kind) {
      case 'symbol':
        return this.symbol(cursor, frame, frames);
      case 'string':
        cursor.next();
        return quoteText(token.text);
      case 'number':
      case 'literal':
        cursor.next();
        return token.text;
      case 'quoted':
        return this.column(cursor);
      case 'word':
        return this.word(cursor, token, frame, frames);
      case 'param':
      case 'mark':
        throw cursor.error();
    }
  }

  private symbol(cursor: Cursor, frame: Frame, frames: Frame[]): string {
    const { text } = cursor.next();
    switch (text) {
      case '(': {
        if (frame.relationNext && (cursor.at('DESCRIBE') || cursor.at('DESC'))) {
          throw notSimulated('DESCRIBE in a subquery');
        }
        const nested =
          frame.relationNext && !cursor.at('SELECT') && !cursor.at('WITH') && !cursor.at('VALUES');
        frame.relationNext = false;
        frames.push({ fn: '', inFrom: nested, relationNext: nested });
        return text;
      }
      case ')':
        frames.pop();
        return `${text}${frame.suffix ?? ''}`;
      case ',':
        frame.relationNext = frame.inFrom;
        return text;
      case '<=>':
        return 'IS NOT DISTINCT FROM';
      case '::':
        return `:: ${castType(parseType(cursor)).join(' :: ')}`;
      case '*':
        if (cursor.at('EXCEPT', '(')) {
          cursor.next();
          return '* EXCLUDE';
        }
        return text;
      case ':':
      case ';':
        cursor.index -= 1;
        throw cursor.error();
      default:
        return text;
    }
  }

  private word(cursor: Cursor, token: Token, frame: Frame, frames: Frame[]): string {
    const upper = token.text.toUpperCase();
    const following = cursor.peek(1);
    if (
      following?.kind === 'string' &&
      (upper === 'TIMESTAMP' || upper === 'DATE' || upper === 'X')
    ) {
      return this.typedLiteral(cursor, upper);
    }
    if (upper === 'INTERVAL' && following?.kind !== 'symbol') return this.interval(cursor);
    if (upper === 'AS' && (frame.fn === 'cast' || frame.fn === 'try_cast')) {
      cursor.next();
      const [first = '', then] = castType(parseType(cursor));
      if (then !== undefined) frame.suffix = ` :: ${then}`;
      return `AS ${first}`;
    }
    if (bareFunctions.has(upper) && !isText(following, '(')) {
      cursor.next();
      return this.callFunction(token.text, []);
    }
    // Behind AS even a word such as FIRST is but a name.
    if (isText(cursor.peek(-1), 'AS')) return this.column(cursor);
    const named = this.common.has(token.text.toLowerCase());
    if (
      isText(following, '(') &&
      !named &&
      (!keywords.has(upper) || findFunction(upper) !== undefined)
    ) {
      return this.function(cursor, frames);
    }
    if (upper === 'LEFT' && (isText(following, 'ANTI') || isText(following, 'SEMI'))) {
      cursor.next();
      return '';
    }
    if (upper === 'DIV') {
      cursor.next();
      return '//';
    }
    if (upper === 'MINUS') {
      cursor.next();
      frame.inFrom = false;
      return 'EXCEPT';
    }
    if (!keywords.has(upper)) return this.column(cursor);
    cursor.next();
    if (upper === 'FROM' && !fromInside.has(frame.fn) && !isText(cursor.peek(-2), 'DISTINCT')) {
      frame.inFrom = true;
      frame.relationNext = true;
    } else if (upper === 'JOIN') frame.relationNext = true;
    else if (clauseWords.has(upper)) frame.inFrom = false;
    return upper;
  }

  private typedLiteral(cursor: Cursor, type: string): string {
    cursor.next();
    const { text } = cursor.next();
    if (type === 'X') return `from_hex(${quoteText(text)})`;
    // DuckDB ignores a zone in a TIMESTAMP; Spark converts.
    const millis = type === 'TIMESTAMP' ? parseTimestamp(text) : undefined;
    return `${type} ${quoteText(millis === undefined ? text : new Date(millis).toISOString())}`;
  }

  private interval(cursor: Cursor): string {
    cursor.next();
    const amount = cursor.next();
    if (amount.kind !== 'number' && amount.kind !== 'string')
      throw notSimulated(`INTERVAL ${amount.text}`);
    const unit = cursor.peek();
    if (unit?.kind === 'word' && intervalUnits.test(unit.text)) {
      cursor.next();
      return `INTERVAL ${quoteText(amount.text)} ${unit.text.toUpperCase()}`;
    }
    return `INTERVAL ${quoteText(amount.text)}`;
  }

  private function(cursor: Cursor, frames: Frame[]): string {
    const { text: name } = cursor.next();
    const found = findFunction(name);
    if (found === undefined) throw unresolvedRoutine(name);
    if (found !== 'same') {
      const args = splitArguments(cursor.parenthesised());
      return this.callFunction(
        name,
        args.map((arg) => this.translate(arg)),
      );
    }
    cursor.expect('(');
    frames.push({ fn: name.toLowerCase(), inFrom: false, relationNext: false });
    return `${name.toLowerCase()} (`;
  }

  private callFunction(name: string, args: readonly string[]): string {
    const found = findFunction(name);
    if (found === undefined || found === 'same') throw unresolvedRoutine(name);
    return found(args, this.context);
  }

  /** A column, perhaps with its table's full name before it, of which DuckDB knows the last part only. */
  private column(cursor: Cursor): string {
    const parts: string[] = [];
    for (;;) {
      const token = cursor.peek();
      if (token?.kind !== 'word' && token?.kind !== 'quoted') break;
      parts.push(cursor.next().text);
      if (!cursor.at('.')) break;
      const after = cursor.peek(1);
      if (after?.kind !== 'word' && after?.kind !== 'quoted' && !isText(after, '*')) break;
      cursor.next();
    }
    const star = cursor.at('*') && isText(cursor.peek(-1), '.');
    if (star) cursor.next();
    const except = star && cursor.at('EXCEPT', '(') ? ' EXCLUDE' : '';
    if (except !== '') cursor.next();
    const qualifier = (star ? parts : parts.slice(0, -1)).join('.').toLowerCase();
    const kept = this.fullNames.has(qualifier) ? parts.slice(star ? -1 : -2) : parts;
    return kept.map(quoteIdentifier).join('.') + (star ? `.*${except}` : '');
  }

  /** A table in FROM or JOIN, with its time travel and its alias. */
  private relation(cursor: Cursor): string {
    const following = cursor.peek(1);
    if (isText(following, '(') && !cursor.at('IDENTIFIER')) return this.tableFunction(cursor);
    const name = parseName(cursor, { identifierClause: true });
    const only = name.length === 1 ? name[0] : undefined;
    const travel = parseAtTravel(cursor) ?? parseTravel(cursor, { parameters: true });
    const isCommon = only !== undefined && this.common.has(only.toLowerCase());
    const { sql, fullName } = isCommon
      ? { sql: quoteIdentifier(only), fullName: name }
      : this.context.relation(name, travel);
    this.know(fullName);
    this.know(name);
    const aliased = cursor.take('AS') || this.aliasNext(cursor);
    return `${sql} AS ${quoteIdentifier(aliased ? cursor.next().text : (fullName.at(-1) ?? ''))}`;
  }

  private tableFunction(cursor: Cursor): string {
    const { text } = cursor.next();
    const name = text.toLowerCase();
    if (name === 'range') return name;
    if (name !== 'read_files') throw unresolvableTableFunction(text);
    const { path, fields } = parseReadFiles(cursor.parenthesised());
    return readJsonLines(this.context.file(path), fields);
  }

  private aliasNext(cursor: Cursor): boolean {
    const token = cursor.peek();
    return (
      token?.kind === 'quoted' ||
      (token?.kind === 'word' && !notAnAlias.has(token.text.toUpperCase()))
    );
  }
}
