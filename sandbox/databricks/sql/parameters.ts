// Puts the values of `:name` and `?` where they stand, as typed literals and never as text.
import { castInvalidInput, parseError, SqlError, unboundParameter } from '../errors.js';
import { parseTimestamp } from './names.js';
import { quoteText } from './quote.js';
import type { Token } from './tokenizer.js';

/** As it comes over the wire: no type and no value means NULL; no name means a `?`. */
export interface Parameter {
  readonly name?: string;
  readonly type?: string;
  readonly value?: string;
}

function number(value: string, type: string, duck: string, pattern: RegExp): string {
  if (!pattern.test(value)) throw castInvalidInput(value, type);
  return `CAST(${quoteText(value)} AS ${duck})`;
}

const whole = /^[+-]?\d+$/;
const real = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$|^[+-]?Infinity$|^NaN$/i;

/** The literal, in DuckDB's SQL. */
function literal({ type = 'VOID', value }: Parameter): string {
  if (value === undefined) return 'NULL';
  const upper = type.toUpperCase();
  const decimal = /^DECIMAL(?:\((\d+),\s*(\d+)\))?$/.exec(upper);
  if (decimal !== null) {
    return number(value, upper, `DECIMAL(${decimal[1] ?? '38'},${decimal[2] ?? '18'})`, real);
  }
  switch (upper) {
    case 'STRING':
      return quoteText(value);
    case 'TINYINT':
    case 'SMALLINT':
    case 'INTEGER':
    case 'INT':
    case 'BIGINT':
      return number(value, upper, upper, whole);
    case 'FLOAT':
    case 'DOUBLE':
      return number(value, upper, upper, real);
    case 'BOOLEAN':
      if (!/^(?:true|false)$/i.test(value)) throw castInvalidInput(value, upper);
      return value.toUpperCase();
    case 'TIMESTAMP':
    case 'TIMESTAMP_NTZ':
    case 'DATE': {
      const millis = parseTimestamp(value);
      if (millis === undefined) throw castInvalidInput(value, upper);
      return `CAST('${new Date(millis).toISOString()}' AS ${upper === 'DATE' ? 'DATE' : 'TIMESTAMP'})`;
    }
    default:
      throw new SqlError('UNSUPPORTED_DATATYPE', '0A000', `Unsupported data type "${type}".`);
  }
}

/** The most parameters one statement may have (Databricks, parameter markers). */
const most = 256;

export function bindParameters(
  tokens: readonly Token[],
  parameters: readonly Parameter[],
): Token[] {
  if (parameters.length > most) {
    throw new SqlError(
      'TOO_MANY_PARAMETERS',
      '54023',
      `The statement has ${parameters.length} parameters; at most ${most} are allowed.`,
    );
  }
  const named = new Map(parameters.filter((p) => p.name !== undefined).map((p) => [p.name, p]));
  const unnamed = parameters.filter((p) => p.name === undefined);
  let marks = 0;
  return tokens.map((token) => {
    if (token.kind !== 'param' && token.kind !== 'mark') return token;
    const parameter = token.kind === 'param' ? named.get(token.text) : unnamed[marks];
    if (token.kind === 'mark') marks += 1;
    if (parameter === undefined)
      throw unboundParameter(token.kind === 'param' ? token.text : `_${token.position}`);
    return { ...token, kind: 'literal' as const, text: literal(parameter) };
  });
}

/** One statement's tokens, without the semicolon at its end. Several statements are refused. */
export function singleStatement(tokens: readonly Token[]): Token[] {
  const isEnd = (token: Token | undefined) => token?.kind === 'symbol' && token.text === ';';
  let end = tokens.length;
  while (end > 0 && isEnd(tokens[end - 1])) end -= 1;
  const kept = tokens.slice(0, end);
  const second = kept.findIndex(isEnd);
  if (second !== -1) throw parseError(kept[second + 1]?.text ?? ';', 'One statement at a time.');
  if (kept.length === 0) throw parseError('', 'The statement is empty.');
  return kept;
}
