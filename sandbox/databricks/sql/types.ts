// Spark's data types: read from SQL, written as `decimal(10,2)`, and spelled for DuckDB.
import { SqlError } from '../errors.js';
import type { Cursor } from './cursor.js';
import { quoteIdentifier } from './quote.js';

type SimpleName =
  | 'boolean'
  | 'tinyint'
  | 'smallint'
  | 'int'
  | 'bigint'
  | 'float'
  | 'double'
  | 'string'
  | 'binary'
  | 'date'
  | 'timestamp'
  | 'void';

export type SparkType =
  | { readonly name: SimpleName }
  | { readonly name: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly name: 'array'; readonly element: SparkType }
  | { readonly name: 'map'; readonly key: SparkType; readonly value: SparkType }
  | { readonly name: 'struct'; readonly fields: readonly Field[] };

export interface Field {
  readonly name: string;
  readonly type: SparkType;
}

export interface Column {
  readonly name: string;
  readonly type: SparkType;
  readonly nullable?: boolean;
  readonly comment?: string;
}

/**
 * A value in a result: bigint for BIGINT and for TIMESTAMP (microseconds since 1970), number of days
 * for DATE, text for DECIMAL, a Map for MAP and STRUCT.
 */
export type Cell =
  null | boolean | number | bigint | string | Uint8Array | Cell[] | Map<string, Cell>;

const simple: Readonly<Record<string, SimpleName>> = {
  BOOLEAN: 'boolean',
  TINYINT: 'tinyint',
  BYTE: 'tinyint',
  SMALLINT: 'smallint',
  SHORT: 'smallint',
  INT: 'int',
  INTEGER: 'int',
  BIGINT: 'bigint',
  LONG: 'bigint',
  FLOAT: 'float',
  REAL: 'float',
  DOUBLE: 'double',
  STRING: 'string',
  VARCHAR: 'string',
  CHAR: 'string',
  BINARY: 'binary',
  DATE: 'date',
  TIMESTAMP: 'timestamp',
  TIMESTAMP_NTZ: 'timestamp',
  TIMESTAMP_LTZ: 'timestamp',
  VOID: 'void',
};

/** Reads fields such as `a BIGINT, b: STRING`. */
export function parseFields(cursor: Cursor): Field[] {
  const fields: Field[] = [];
  do {
    const { kind, text } = cursor.next();
    if (kind !== 'word' && kind !== 'quoted') throw cursor.error();
    cursor.take(':');
    fields.push({ name: text, type: parseType(cursor) });
  } while (cursor.take(','));
  return fields;
}

/** Reads a type such as `DECIMAL(10, 2)` or `MAP<STRING, ARRAY<INT>>`. */
export function parseType(cursor: Cursor): SparkType {
  const token = cursor.next();
  // `a:INT` without a space looks like a parameter; a real one has its value by now.
  const word = token.kind === 'word' || token.kind === 'param' ? token.text.toUpperCase() : '';
  if (word === 'DECIMAL' || word === 'DEC' || word === 'NUMERIC') {
    if (!cursor.take('(')) return { name: 'decimal', precision: 10, scale: 0 };
    const precision = Number(cursor.next().text);
    const scale = cursor.take(',') ? Number(cursor.next().text) : 0;
    cursor.expect(')');
    return { name: 'decimal', precision, scale };
  }
  if (word === 'ARRAY') {
    cursor.expect('<');
    const element = parseType(cursor);
    cursor.expect('>');
    return { name: 'array', element };
  }
  if (word === 'MAP') {
    cursor.expect('<');
    const key = parseType(cursor);
    cursor.expect(',');
    const value = parseType(cursor);
    cursor.expect('>');
    return { name: 'map', key, value };
  }
  if (word === 'STRUCT') {
    cursor.expect('<');
    const fields = parseFields(cursor);
    cursor.expect('>');
    return { name: 'struct', fields };
  }
  const name = simple[word];
  if (name === undefined) {
    throw new SqlError(
      'UNSUPPORTED_DATATYPE',
      '0A000',
      `Unsupported data type "${token.text.toUpperCase()}".`,
    );
  }
  if ((word === 'VARCHAR' || word === 'CHAR') && cursor.at('(')) cursor.parenthesised();
  return { name };
}

/** As DESCRIBE TABLE and information_schema write it. */
export function formatType(type: SparkType): string {
  switch (type.name) {
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array<${formatType(type.element)}>`;
    case 'map':
      return `map<${formatType(type.key)},${formatType(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((f) => `${f.name}:${formatType(f.type)}`).join(',')}>`;
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'int':
    case 'bigint':
    case 'float':
    case 'double':
    case 'string':
    case 'binary':
    case 'date':
    case 'timestamp':
    case 'void':
      return type.name;
  }
}

export function toDuck(type: SparkType): string {
  switch (type.name) {
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'array':
      return `${toDuck(type.element)}[]`;
    case 'map':
      return `MAP(${toDuck(type.key)}, ${toDuck(type.value)})`;
    case 'struct':
      return `STRUCT(${type.fields.map((f) => `${quoteIdentifier(f.name)} ${toDuck(f.type)}`).join(', ')})`;
    case 'int':
      return 'INTEGER';
    case 'string':
    case 'void':
      return 'VARCHAR';
    case 'binary':
      return 'BLOB';
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'bigint':
    case 'float':
    case 'double':
    case 'date':
    case 'timestamp':
      return type.name.toUpperCase();
  }
}
